using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>
/// Wavefront, which is VMware Aria Operations for Applications now, directly or by a proxy. An alert is a point of a metric, in lines of
/// https://docs.wavefront.com/wavefront_data_format.html, sent as https://docs.wavefront.com/direct_ingestion.html says.
/// </summary>
internal sealed partial class Wavefront : HttpDestination
{
    private const string Source = "falco-exporter";

    /// <summary>A point has at most so many tags; of key and value together a tag has at most so many characters.</summary>
    private const int MaxTags = 20;
    private const int MaxTag = 254;

    private const int MaxName = 64;

    private readonly Uri address;
    private readonly string token;
    private readonly string metric;

    private Wavefront(DestinationContext context)
        : base(context)
    {
        bool isDirect = context.Choice("endpointtype", ("direct", true), ("proxy", false));
        string host = context.Settings.Text("endpointhost");
        if (host.Contains("://", StringComparison.Ordinal))
            address = context.Address("endpointhost", "report?f=wavefront");
        else
            address = Address(isDirect ? "https" : "http", context.Endpoint("endpointhost", isDirect ? 443 : context.Port("endpointmetricport")));
        token = isDirect ? context.Settings.Text("endpointtoken") : "";
        metric = context.Settings.Text("metricname");
        MaxBatch = Math.Clamp(context.Settings.Number("batchsize"), 1, 10_000);
    }

    public static DestinationDefinition Definition { get; } = new("wavefront", "Wavefront", ["endpointhost"],
    [
        ConfigKey.Text("endpointhost", "Host of Wavefront or of the proxy, or its whole address."),
        ConfigKey.Text("endpointtype", "direct or proxy.", "direct"),
        ConfigKey.Secret("endpointtoken", "Token, where it is spoken to directly."),
        ConfigKey.Number("endpointmetricport", "Port of the proxy.", 2878),
        ConfigKey.Text("metricname", "Name of the metric.", "falco.alert"),
        ConfigKey.Number("batchsize", "How many points are sent at a time; at most 10000.", 10_000),
        ConfigKey.Number("flushintervalseconds", "Has no effect: points are sent as they come.", 1).Ignored(),
    ], context => new Wavefront(context));

    public override int MaxBatch { get; }

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(string.Concat(alerts.Select(Line))));
        var request = Request(HttpMethod.Post, address, packed.ToArray(), "application/octet-stream");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        if (token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return [request];
    }

    private static Uri Address(string scheme, DnsEndPoint host) => new UriBuilder(scheme, host.Host, host.Port, "report", "?f=wavefront").Uri;

    private string Line(ForwardedAlert alert)
    {
        var tags = Tags(alert).Where(t => t.Value.Length > 0).DistinctBy(t => t.Name).Take(MaxTags);
        return string.Create(CultureInfo.InvariantCulture, $"\"{Name(metric)}\" 1 {alert.Time.Milliseconds / 1000} source=\"{Source}\"")
            + string.Concat(tags.Select(t => $" \"{t.Name}\"=\"{Escaped(Cut(t.Value, MaxTag - t.Name.Length))}\"")) + "\n";
    }

    private static IEnumerable<(string Name, string Value)> Tags(ForwardedAlert alert) =>
    [
        ("severity", alert.PriorityName),
        ("rule", alert.Rule),
        ("source", alert.Source),
        ("hostname", alert.Hostname),
        ("tags", string.Join(", ", alert.Tags)),
        .. alert.Fields.Where(f => f.Value.ValueKind == JsonValueKind.String).Select(f => (Name(f.Key), f.Value.GetString()!)),
    ];

    private static string Name(string text) => Cut(NoName().Replace(text, "-"), MaxName);

    /// <summary>The beginning of a text, not ending between the halves of a character.</summary>
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    [GeneratedRegex("[^a-zA-Z0-9_.-]")]
    private static partial Regex NoName();
}
