using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Google;

/// <summary>
/// Who one is to Google Cloud: a service account by its key (https://developers.google.com/identity/protocols/oauth2/service-account#httprest), or, without
/// one, who the machine or the pod is (https://cloud.google.com/compute/docs/access/authenticate-workloads#curl).
/// </summary>
internal sealed class GoogleAccount
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private readonly Section root;
    private readonly string? key;
    private readonly string email = "";
    private readonly string keyId = "";
    private readonly string tokenAddress = "";

    /// <summary>Reads the account's key.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public GoogleAccount(Section root)
    {
        this.root = root;
        if (!root.Has("gcp.credentials"))
            return;
        try
        {
            using var account = JsonDocument.Parse(Convert.FromBase64String(root.Text("gcp.credentials")));
            email = account.RootElement.GetProperty("client_email").GetString()!;
            keyId = account.RootElement.TryGetProperty("private_key_id", out var id) ? id.GetString()! : "";
            tokenAddress = account.RootElement.TryGetProperty("token_uri", out var uri) ? uri.GetString()! : "https://oauth2.googleapis.com/token";
            key = account.RootElement.GetProperty("private_key").GetString()!;
            using var trial = RSA.Create();
            trial.ImportFromPem(key);
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw root.Error("gcp.credentials", "the key of a service account in JSON, in base64, is expected");
        }
    }

    /// <summary>The keys of the configuration.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Secret("gcp.credentials", "Key of a service account for outputs to Google Cloud, the JSON in base64; empty for who the machine or pod is."),
        ConfigKey.Flag("gcp.workloadidentity", "Has no effect: without gcp.credentials the machine's or pod's identity is used.").Ignored(),
        ConfigKey.Text("gcp.endpoint", "Address of all services, where it is not Google's."),
    ];

    /// <summary>Signs with tokens.</summary>
    public IRequestSigner Signer() => new BearerTokens(Ask);

    /// <summary>Where a service is.</summary>
    public Uri Endpoint(string host) => root.Text("gcp.endpoint") is not { Length: > 0 } text ? new Uri($"https://{host}/")
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw root.Error("gcp.endpoint", "an address that begins with http:// or https:// is expected");

    private HttpRequestMessage Ask()
    {
        if (key is null)
        {
            // The variable is that of Google's own programs.
            string host = Environment.GetEnvironmentVariable("GCE_METADATA_HOST") is { Length: > 0 } named ? named : "metadata.google.internal";
            var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/computeMetadata/v1/instance/service-accounts/default/token");
            request.Headers.Add("Metadata-Flavor", "Google");
            return request;
        }

        return new HttpRequestMessage(HttpMethod.Post, tokenAddress)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
                ["assertion"] = Assertion(DateTimeOffset.UtcNow),
            }),
        };
    }

    private string Assertion(DateTimeOffset now)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key);
        string text = $"{Part(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId })}." + Part(new JsonObject
        {
            ["iss"] = email, ["scope"] = Scope, ["aud"] = tokenAddress, ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        });
        return $"{text}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
