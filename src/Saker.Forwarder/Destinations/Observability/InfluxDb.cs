using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>InfluxDB, both versions of its API, in the line protocol: https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/</summary>
internal sealed class InfluxDb(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = AddressOf(context);
    private readonly Section settings = context.Settings;

    public static DestinationDefinition Definition { get; } = new("influxdb", "InfluxDB", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the server."),
        ConfigKey.Text("database", "Database, of version 1.", "falco"),
        ConfigKey.Text("organization", "Organization, of version 2; when it is set, that version is spoken."),
        ConfigKey.Text("bucket", "Bucket, of version 2.", "falco"),
        ConfigKey.Text("precision", "Precision of times: ns, us, ms or s.", "ns"),
        ConfigKey.Text("user", "User."),
        ConfigKey.Secret("password", "Password."),
        ConfigKey.Secret("token", "Token; instead of user and password."),
    ], context => new InfluxDb(context));

    public override int MaxBatch => 200;

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        byte[] body = Encoding.UTF8.GetBytes(string.Join('\n', alerts.Select(Line)));
        var request = Request(HttpMethod.Post, address, body, "text/plain; charset=utf-8");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (settings.Has("token"))
            request.Headers.TryAddWithoutValidation("Authorization", $"Token {settings.Text("token")}");
        else if (settings.Has("user"))
            request.Headers.Authorization = Basic(settings.Text("user"), settings.Text("password"));
        yield return request;
    }

    private static Uri AddressOf(DestinationContext context)
    {
        string Escaped(string key) => Uri.EscapeDataString(context.Settings.Text(key));
        return context.Address("hostport", context.Settings.Has("organization")
            ? $"api/v2/write?org={Escaped("organization")}&bucket={Escaped("bucket")}&precision={Escaped("precision")}"
            : $"write?db={Escaped("database")}&precision={Escaped("precision")}");
    }

    private string Line(ForwardedAlert alert)
    {
        var line = new StringBuilder("events");
        Tag("rule", alert.Rule);
        Tag("priority", alert.PriorityName);
        Tag("source", alert.Source);
        foreach (var (name, value) in alert.Fields.Where(f => f.Value.ValueKind == System.Text.Json.JsonValueKind.String))
            Tag(name, ForwardedAlert.Text(value)!);
        Tag("hostname", alert.Hostname);
        Tag("tags", string.Join('_', alert.Tags));
        string text = alert.Output.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return line.Append(" value=\"").Append(text.Replace('\n', ' ')).Append("\" ").Append(Time(alert)).ToString();

        void Tag(string name, string value)
        {
            if (value.AsSpan().TrimEnd('\\').Length > 0)
                // The line protocol cannot end a value with a backslash: it would escape what follows.
                line.Append(',').Append(Escape(name)).Append('=').Append(Escape(value.Replace(' ', '_').TrimEnd('\\')));
        }
    }

    private ulong Time(ForwardedAlert alert) => alert.Time.Nanoseconds / settings.Text("precision") switch
    {
        "s" => 1_000_000_000UL,
        "ms" => 1_000_000,
        "us" or "u" => 1_000,
        _ => 1,
    };

    private static string Escape(string text) => text.Replace("\n", "_", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
}
