using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>
/// Spyderbat, as one JSON object a line, packed, from a source that is registered first. Its API is that which Falcosidekick and Spyderbat's own
/// event forwarders use: https://github.com/falcosecurity/falcosidekick/blob/2.31.1/outputs/spyderbat.go
/// </summary>
internal sealed class Spyderbat(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri sources = context.Address("apiurl", $"api/v1/org/{Uri.EscapeDataString(context.Settings.Text("orguid"))}/source/");
    private readonly string source = $"falcosidekick_{context.Settings.Text("orguid")}";
    private readonly Section settings = context.Settings;

    public static DestinationDefinition Definition { get; } = new("spyderbat", "Spyderbat", ["orguid"],
    [
        ConfigKey.Text("orguid", "The organization."),
        ConfigKey.Secret("apikey", "API key with access to it."),
        ConfigKey.Text("apiurl", "Address of the API.", "https://api.spyderbat.com"),
        ConfigKey.Text("source", "Name that the source falcosidekick_ORGUID is registered with.", "falcosidekick"),
        ConfigKey.Text("sourcedescription", "Description that it is registered with."),
    ], context => new Spyderbat(context));

    /// <summary>Registers the source, unless it is there.</summary>
    protected override async Task PrepareAsync(HttpTransport transport, CancellationToken stop)
    {
        if (await IsRegisteredAsync(transport, stop).ConfigureAwait(false))
            return;
        try
        {
            await transport.SendAsync(SignedIn(Post(sources, new JsonObject
            {
                ["name"] = settings.Text("source"), ["description"] = settings.Text("sourcedescription"), ["uid"] = source,
            })), stop).ConfigureAwait(false);
        }
        catch (DeliveryException e) when (e.IsFinal)
        {
            // Another forwarder may have been faster; if it was not, that is about the source and not about alerts.
            if (!await IsRegisteredAsync(transport, stop).ConfigureAwait(false))
                throw new DeliveryException($"{e.Message} to the source {source}", inner: e) { IsLasting = true };
        }
    }

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            byte[] line = System.Text.Encoding.UTF8.GetBytes(Body(alert).ToJsonString(Encodings.JsonText.Options) + "\n");
            var request = Request(HttpMethod.Post, new Uri(sources, $"{Uri.EscapeDataString(source)}/data/sb-agent"), Gzip.Pack(line), "application/ndjson");
            request.Content!.Headers.ContentEncoding.Add("gzip");
            yield return SignedIn(request);
        }
    }

    private async Task<bool> IsRegisteredAsync(HttpTransport transport, CancellationToken stop)
    {
        string answer = await transport.SendAsync(SignedIn(new HttpRequestMessage(HttpMethod.Get, sources)), stop).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.EnumerateArray().Any(s => s.TryGetProperty("uid", out var uid) && uid.ValueEquals(source));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DeliveryException($"{HttpTransport.Describe(sources)}: the list of sources is none", inner: e);
        }
    }

    private HttpRequestMessage SignedIn(HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {settings.Text("apikey")}");
        return request;
    }

    private static JsonObject Body(ForwardedAlert alert) => new()
    {
        ["schema"] = "falco_alert::1.0.0",
        ["id"] = alert.Id,
        ["monotonic_time"] = (long)(alert.Time.Nanoseconds % 1_000_000_000),
        ["orc_time"] = alert.Time.Milliseconds / 1000.0,
        ["time"] = alert.Time.Milliseconds / 1000.0,
        ["pid"] = int.TryParse(alert.Field("proc.pid"), out int pid) ? pid : 0,
        ["level"] = alert.Priority switch
        {
            Priority.Emergency or Priority.Critical => "critical",
            Priority.Alert or Priority.Error => "high",
            Priority.Warning => "medium",
            Priority.Notice => "low",
            _ => "info",
        },
        ["msg"] = new JsonArray([.. alert.Output.Split(' ').Skip(2).Select(w => JsonValue.Create(w))]),
        ["args"] = alert.Field("proc.cmdline") ?? "",
        ["container"] = alert.Field("container.id") ?? "",
    };
}
