using System.Collections;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Saker.Forwarder.Tests.UnderLoad;

/// <summary>An endpoint that only notes which alerts it has got, by their numbers, since it shares the processors with what it measures.</summary>
internal sealed class CountingEndpoint : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly BitArray seen;
    private readonly Lock gate = new();
    private int distinct;
    private long all;

    private CountingEndpoint(int most)
    {
        seen = new BitArray(most);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Listen(IPAddress.Loopback, 0);
        });
        application = builder.Build();
        application.Run(TakeAsync);
    }

    /// <summary>Whether it answers 503 instead of taking anything.</summary>
    public bool IsDown { get; set; }

    /// <summary>Alerts that it has.</summary>
    public int Distinct => Volatile.Read(ref distinct);

    /// <summary>Alerts that it got, those that came again included.</summary>
    public long Received => Interlocked.Read(ref all);

    public Uri Url => new(application.Urls.Single());

    public static async Task<CountingEndpoint> StartAsync(int most)
    {
        var endpoint = new CountingEndpoint(most);
        await endpoint.application.StartAsync();
        return endpoint;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        await context.Request.Body.CopyToAsync(body);
        if (IsDown)
        {
            context.Response.StatusCode = 503;
            return;
        }

        Note(body.GetBuffer().AsSpan(0, (int)body.Length));
        // What Elasticsearch says when it has taken all; the others do not look.
        await context.Response.WriteAsync("{\"errors\":false}");
    }

    private void Note(ReadOnlySpan<byte> body)
    {
        var mark = "\"number\\\":\\\""u8;
        var plain = "\"number\":\""u8;
        lock (gate)
        {
            while (body.IndexOf("number"u8) is >= 0 and var at)
            {
                body = body[(at + "number".Length)..];
                int digits = body.IndexOfAnyInRange((byte)'0', (byte)'9');
                if (digits < 0 || digits > Math.Max(mark.Length, plain.Length) || !System.Buffers.Text.Utf8Parser.TryParse(body[digits..], out int number, out _))
                    continue;
                all++;
                if (seen[number])
                    continue;
                seen[number] = true;
                distinct++;
            }
        }
    }
}
