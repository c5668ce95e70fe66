using System.Buffers.Binary;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Logs by OTLP, taken apart by the numbers of their fields in
/// https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/logs/v1/logs.proto
/// </summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_collector_gets_log_records(string protocol)
    {
        bool isGrpc = protocol == "grpc";
        (string Path, string Type, string Key, byte[] Body)? seen = null;
        int attempts = 0;
        await using var collector = await CollectorAsync(isGrpc, async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // The first time it is not there.
            bool isAway = ++attempts == 1;
            if (!isAway)
                seen = (context.Request.Path, context.Request.ContentType!, context.Request.Headers["x-key"].ToString(), body.ToArray());
            if (!isGrpc)
            {
                context.Response.StatusCode = isAway ? 503 : 200;
                return;
            }

            context.Response.ContentType = "application/grpc";
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", isAway ? "14" : "0");
        });
        await using var bench = await Bench.StartAsync(("OTLP_LOGS_ENDPOINT", collector.Urls.Single()), ("OTLP_LOGS_PROTOCOL", protocol), ("OTLP_LOGS_HEADERS", "x-key=s3cr3t%20key"));
        await bench.PostAsync(Bench.Alert(7));
        await Wait.UntilAsync(() => seen is not null, () => string.Join('\n', bench.Log));
        seen!.Value.Path.Should().Be(isGrpc ? "/opentelemetry.proto.collector.logs.v1.LogsService/Export" : "/v1/logs");
        seen.Value.Type.Should().Be(isGrpc ? "application/grpc" : "application/x-protobuf");
        seen.Value.Key.Should().Be("s3cr3t key");
        byte[] message = seen.Value.Body;
        if (isGrpc)
        {
            message[0].Should().Be(0);
            BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1)).Should().Be(message.Length - 5);
            message = message[5..];
        }

        var resourceLogs = ProtobufFields.Message(message).Messages(1).Single();
        resourceLogs.Messages(1).Single().Attributes(1).Should().Contain("host.name", "host-1").And.Contain("service.name", "falco");
        var record = resourceLogs.Messages(2).Single().Messages(2).Single();
        record.Single(1).Should().Be(1714564800000000007UL);
        record.Single(2).Should().Be(13UL);
        record.Text(3).Should().Be("Warning");
        record.Messages(5).Single().Text(1).Should().Contain("A shell was spawned");
        record.Attributes(6).Should().Contain(new Dictionary<string, object>
        {
            ["rule"] = "Terminal shell", ["source"] = "syscall", ["tags"] = "T1059,mitre_execution", ["proc.name"] = "bash", ["evt.time"] = 1714564800000000001UL,
        }).And.NotContainKey("container.id");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    private static async Task<WebApplication> CollectorAsync(bool isGrpc, RequestDelegate take)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var application = builder.Build();
        application.Run(take);
        await application.StartAsync();
        return application;
    }
}
