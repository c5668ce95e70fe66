using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>
/// Logstash's input tcp with the codec json_lines (https://www.elastic.co/docs/reference/logstash/plugins/plugins-inputs-tcp): an alert in JSON a
/// line. Logstash takes brackets in names for places in structures; an index in them is written with a dot.
/// </summary>
internal sealed partial class Logstash(DestinationContext context) : IDestination
{
    private readonly IReadOnlyList<string> tags = context.Settings.List("tags");

    private readonly AlertEncoding encoding = context.JsonEncoding;

    private readonly TcpLines lines = new(new DnsEndPoint(context.Settings.Text("address"), context.Port("port")), context.ClientOptions(), context.Patience);

    public static DestinationDefinition Definition { get; } = new("logstash", "Logstash", ["address"],
    [
        ConfigKey.Text("address", "Host of the server."),
        ConfigKey.Number("port", "Its port.", 5044),
        TlsTrust.SwitchKey,
        .. TlsTrust.FileKeys,
        ConfigKey.List("tags", "Tags that are added to alerts."),
        DestinationDefinition.EncodingKey,
    ], context => new Logstash(context))
    { Without = ["customheaders"] };

    public int MaxBatch => 100;

    public IEnumerable<string> Hosts => [context.Settings.Text("address")];

    public Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        using var text = new MemoryStream();
        foreach (var alert in alerts)
        {
            text.Write(encoding.Bytes(Adapt(alert)));
            text.WriteByte((byte)'\n');
        }

        return lines.SendAsync(text.ToArray(), stop);
    }

    public ValueTask DisposeAsync() => lines.DisposeAsync();

    private ForwardedAlert Adapt(ForwardedAlert alert)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in alert.Fields)
            fields[Index().Replace(name, ".$1")] = value;
        return alert with { Fields = fields, Tags = [.. alert.Tags, .. tags] };
    }

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Index();
}
