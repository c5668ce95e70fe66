using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Saker.Forwarder.Tests;

/// <summary>A request that a collector took.</summary>
/// <param name="Path">What was asked for.</param>
/// <param name="Type">Its content type.</param>
/// <param name="Key">The header <c>x-key</c>.</param>
/// <param name="Body">The message in protocol buffers.</param>
internal sealed record OtlpRequest(string Path, string Type, string Key, byte[] Body)
{
    /// <summary>The message, taken apart.</summary>
    public List<(int Field, object Value)> Message => ProtobufFields.Message(Body);
}

/// <summary>A collector of OpenTelemetry that speaks OTLP over HTTP or gRPC and remembers what it took.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    /// <summary>The protocols as the configuration names them.</summary>
    public const string Http = "http/protobuf", Grpc = "grpc";

    // Of gRPC a byte that says whether the message is packed, and its length.
    private const int Head = 5;

    private readonly WebApplication application;
    private readonly bool isGrpc;
    private int turnedAway;

    private OtlpCollector(bool isGrpc)
    {
        this.isGrpc = isGrpc;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        application = builder.Build();
        application.Run(TakeAsync);
    }

    /// <summary>What it took, in order.</summary>
    public ConcurrentQueue<OtlpRequest> Requests { get; } = [];

    /// <summary>Whether it turns requests away as if it were not there.</summary>
    public bool IsAway { get; set; }

    /// <summary>Requests that it turned away.</summary>
    public int TurnedAway => Volatile.Read(ref turnedAway);

    public string Url => application.Urls.Single();

    /// <summary>Starts one.</summary>
    /// <param name="protocol"><see cref="Http"/>, which holds also where nothing is said, or <see cref="Grpc"/>.</param>
    public static async Task<OtlpCollector> StartAsync(string protocol = Http)
    {
        var collector = new OtlpCollector(protocol == Grpc);
        await collector.application.StartAsync();
        return collector;
    }

    /// <summary>Whether every request came by the protocol of this collector, with the path of a signal.</summary>
    /// <param name="signal">As in <c>logs</c>.</param>
    /// <param name="service">As in <c>logs.v1.LogsService</c>.</param>
    public void ShouldBeAskedFor(string signal, string service) => Requests.Should().NotBeEmpty().And.OnlyContain(r => isGrpc
        ? r.Path == $"/opentelemetry.proto.collector.{service}/Export" && r.Type == "application/grpc"
        : r.Path == $"/v1/{signal}" && r.Type == "application/x-protobuf");

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        // Whoever sees that it turned a request away may let it come back before that is answered.
        bool isAway = IsAway;
        if (isAway)
            Interlocked.Increment(ref turnedAway);
        else
            Requests.Enqueue(new OtlpRequest(context.Request.Path, context.Request.ContentType!, context.Request.Headers["x-key"].ToString(), Message(body.ToArray())));
        if (!isGrpc)
        {
            context.Response.StatusCode = isAway ? 503 : 200;
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[Head]);
        context.Response.AppendTrailer("grpc-status", isAway ? "14" : "0");
    }

    private byte[] Message(byte[] body)
    {
        if (!isGrpc)
            return body;
        body[0].Should().Be(0);
        BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)).Should().Be(body.Length - Head);
        return body[Head..];
    }
}
