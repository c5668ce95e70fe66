using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Who one is to Azure: an application with a secret, or with a token that Kubernetes or another gives it in a file (both
/// https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow), or the machine
/// (https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token). What the configuration leaves out is
/// taken from the variables of Azure's own programs. Azure's platforms for applications tell in variables, too, whom to ask
/// (https://learn.microsoft.com/en-us/azure/app-service/overview-managed-identity#rest-endpoint-reference).
/// </summary>
internal sealed class AzureIdentity(Section root)
{
    /// <summary>The keys of the configuration.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Text("azure.tenantid", "Tenant for outputs to Azure; empty for AZURE_TENANT_ID."),
        ConfigKey.Text("azure.clientid", "Application, or managed identity, to act as; empty for AZURE_CLIENT_ID."),
        ConfigKey.Secret("azure.clientsecret", "Secret of the application; empty for AZURE_CLIENT_SECRET. With neither a secret nor a token file the machine's identity is used."),
        ConfigKey.Text("azure.federatedtokenfile", "File with a token of the application, as workload identity gives it; empty for AZURE_FEDERATED_TOKEN_FILE."),
        ConfigKey.Text("azure.authorityhost", "Address of the authority; empty for AZURE_AUTHORITY_HOST, or the public one."),
    ];

    /// <summary>Signs with tokens for a resource: <c>https://monitor.azure.com</c>.</summary>
    public BearerTokens For(string resource) => new BearerTokens(() => Ask(resource));

    private HttpRequestMessage Ask(string resource)
    {
        string tenant = Text("tenantid", "AZURE_TENANT_ID"), client = Text("clientid", "AZURE_CLIENT_ID");
        string secret = Text("clientsecret", "AZURE_CLIENT_SECRET"), file = Text("federatedtokenfile", "AZURE_FEDERATED_TOKEN_FILE");
        if (tenant.Length == 0 || (secret.Length == 0 && file.Length == 0))
            return AskMachine(resource, client);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["scope"] = $"{resource}/.default",
        };
        if (secret.Length > 0)
        {
            form["client_secret"] = secret;
        }
        else
        {
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form["client_assertion"] = File.ReadAllText(file).Trim();
        }

        string host = Text("authorityhost", "AZURE_AUTHORITY_HOST") is { Length: > 0 } named ? named.TrimEnd('/') : "https://login.microsoftonline.com";
        return new HttpRequestMessage(HttpMethod.Post, $"{host}/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token") { Content = new FormUrlEncodedContent(form) };
    }

    private static HttpRequestMessage AskMachine(string resource, string client)
    {
        string query = $"&resource={Uri.EscapeDataString(resource)}{(client.Length > 0 ? $"&client_id={Uri.EscapeDataString(client)}" : "")}";
        if (Variable("IDENTITY_ENDPOINT") is { Length: > 0 } platform && Variable("IDENTITY_HEADER") is { Length: > 0 } header)
            return Ask($"{platform}?api-version=2019-08-01{query}", "X-IDENTITY-HEADER", header);
        string host = Variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") is { Length: > 0 } named ? named.TrimEnd('/') : "http://169.254.169.254";
        return Ask($"{host}/metadata/identity/oauth2/token?api-version=2018-02-01{query}", "Metadata", "true");
    }

    private static HttpRequestMessage Ask(string address, string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    private string Text(string key, string variable) => root.Text($"azure.{key}") is { Length: > 0 } text ? text : Variable(variable);

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";
}
