using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.OpenTelemetry;

/// <summary>
/// Logs by OTLP, over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp) or gRPC (https://opentelemetry.io/docs/specs/otlp/#otlpgrpc, which is HTTP/2 with a
/// prefix of five bytes and a status behind the answer: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
/// </summary>
internal sealed class OtlpLogsEndpoint : IDestination
{
    private const string HttpPath = "v1/logs";
    private const string GrpcPath = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private readonly HttpTransport transport;
    private readonly Uri address;
    private readonly bool isGrpc;
    private readonly (string Name, string Value)[] headers;

    private OtlpLogsEndpoint(DestinationContext context)
    {
        isGrpc = context.Choice("protocol", ("http/protobuf", false), ("grpc", true));
        var endpoint = context.Address("endpoint");
        // Of OTLP over HTTP the whole address is named, unless it is that of the server.
        address = isGrpc ? new Uri(endpoint, GrpcPath) : endpoint.AbsolutePath == "/" ? new Uri(endpoint, HttpPath) : endpoint;
        headers = [.. Headers(context.Settings)];
        transport = context.Http();
    }

    public static DestinationDefinition Definition { get; } = new("otlp.logs", "OpenTelemetry logs (OTLP)", ["endpoint"],
    [
        ConfigKey.Text("endpoint", "Address of the collector."),
        ConfigKey.Text("protocol", "http/protobuf or grpc.", "http/protobuf"),
        ConfigKey.Secret("headers", "Headers that are added to requests, as name=value, separated by commas."),
        ConfigKey.Number("timeout", "Has no effect: delivery.timeout says how long an answer may take.", 10000).Ignored(),
        ConfigKey.Flag("synced", "Has no effect: alerts leave the spool when the collector has them.").Ignored(),
        ConfigKey.Map("extraenvvars", "Has no effect: no library of OpenTelemetry is used that would read them.").Ignored(),
        ConfigKey.Flag("tls", "Has no effect: https:// in the endpoint says so.").Ignored(),
    ], context => new OtlpLogsEndpoint(context));

    public int MaxBatch => 200;

    public IEnumerable<string> Hosts => [address.IdnHost];

    public Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        byte[] message = OtlpLogs.Request(alerts);
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

    public ValueTask DisposeAsync()
    {
        transport.Dispose();
        return ValueTask.CompletedTask;
    }

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
