using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.OpenTelemetry;

/// <summary>
/// Sends to a collector by OTLP, over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp) or gRPC (https://opentelemetry.io/docs/specs/otlp/#otlpgrpc, which is
/// HTTP/2 with a prefix of five bytes and a status behind the answer: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// </summary>
internal sealed class OtlpClient : IDisposable
{
    private readonly HttpTransport transport;
    private readonly Uri address;
    private readonly bool isGrpc;
    private readonly (string Name, string Value)[] headers;

    /// <summary>Prepares.</summary>
    /// <param name="context">The configuration.</param>
    /// <param name="path">The path of the signal over HTTP: <c>v1/logs</c>.</param>
    /// <param name="service">The service of the signal over gRPC: <c>logs.v1.LogsService</c>.</param>
    public OtlpClient(DestinationContext context, string path, string service)
    {
        isGrpc = context.Choice("protocol", ("", false), ("http/protobuf", false), ("grpc", true));
        var endpoint = context.Address("endpoint");
        // Of OTLP over HTTP the whole address is named, unless it is that of the server.
        address = isGrpc ? new Uri(endpoint, $"/opentelemetry.proto.collector.{service}/Export") : endpoint.AbsolutePath == "/" ? new Uri(endpoint, path) : endpoint;
        headers = [.. Headers(context.Settings)];
        transport = context.Http();
    }

    /// <summary>The keys of the configuration, below the signal.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Text("endpoint", "Address of the collector."),
        ConfigKey.Text("protocol", "http/protobuf or grpc.", "http/protobuf"),
        ConfigKey.Secret("headers", "Headers that are added to requests, as name=value, separated by commas."),
        ConfigKey.Number("timeout", "Has no effect: delivery.timeout says how long an answer may take.", 10000).Ignored(),
        ConfigKey.Map("extraenvvars", "Has no effect: no library of OpenTelemetry is used that would read them.").Ignored(),
        ConfigKey.Flag("tls", "Has no effect: https:// in the endpoint says so.").Ignored(),
    ];

    /// <summary>The collector's host.</summary>
    public string Host => address.IdnHost;

    /// <summary>Sends a message and waits until the collector has it.</summary>
    /// <exception cref="DeliveryException">It has not taken it.</exception>
    public Task SendAsync(byte[] message, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(isGrpc ? Framed(message) : message) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!isGrpc)
            return transport.SendAsync(request, stop);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        return transport.ExchangeAsync(request, async (endpoint, response) =>
        {
            await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
            Judge(endpoint, response);
            return true;
        }, stop);
    }

    public void Dispose() => transport.Dispose();

    private static byte[] Framed(byte[] message)
    {
        byte[] frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>Codes: https://grpc.github.io/grpc/core/md_doc_statuscodes.html. OTLP says which of them pass.</summary>
    private static void Judge(string endpoint, HttpResponseMessage response)
    {
        string? status = Status(response.TrailingHeaders) ?? Status(response.Headers);
        if (response.IsSuccessStatusCode && status == "0")
            return;
        bool isRefusal = status is "3";
        bool isPassing = status is null or "1" or "4" or "8" or "10" or "11" or "14" or "15";
        throw new DeliveryException($"{endpoint} answers {(status is null ? $"{(int)response.StatusCode}" : $"gRPC status {status}")}", isRefusal)
        {
            IsLasting = !isRefusal && !isPassing,
        };
    }

    private static string? Status(HttpResponseHeaders headers) => headers.TryGetValues("grpc-status", out var values) ? values.First() : null;

    private static IEnumerable<(string Name, string Value)> Headers(Section settings) => settings.Text("headers")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split('=', 2)).Where(h => h.Length == 2)
        .Select(h => (h[0].Trim(), Uri.UnescapeDataString(h[1].Trim())));
}
