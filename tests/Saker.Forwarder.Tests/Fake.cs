using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Saker.Forwarder.Tests;

/// <summary>A request that a fake got; its target as it was written, its body unpacked.</summary>
internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>What it was answered; 0 before that.</summary>
    public int Status { get; init; }
}

/// <summary>An endpoint that remembers what it is sent and answers as it is told.</summary>
internal sealed class Fake : IAsyncDisposable
{
    private readonly WebApplication application;

    private Fake(int port, Func<X509Certificate2>? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k => k.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => certificate());
        }));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public ConcurrentQueue<Seen> Requests { get; } = [];

    /// <summary>Those of them that it took.</summary>
    public IEnumerable<Seen> Taken => Requests.Where(r => r.Status is >= 200 and < 300);

    /// <summary>Answers a request: a status and a body. Headers of the answer may be set on the context.</summary>
    public Func<HttpContext, Seen, (int Status, string Body)> Answer { get; set; } = (_, _) => (200, "{}");

    /// <summary>Reads the body of a request; unless one is given it is text, unpacked.</summary>
    public Func<Stream, Task<string>>? Reading { get; set; }

    public Uri Url => new(application.Urls.Single());

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 for any.</param>
    /// <param name="certificate">Gives the certificate of each connection; without it there is no TLS.</param>
    public static async Task<Fake> StartAsync(int port = 0, Func<X509Certificate2>? certificate = null)
    {
        var fake = new Fake(port, certificate);
        await fake.application.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var seen = new Seen(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await (Reading?.Invoke(context.Request.Body) ?? ReadAsync(context.Request)));
        var (status, body) = Answer(context, seen);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        Requests.Enqueue(seen with { Status = status });
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    private static async Task<string> ReadAsync(HttpRequest request)
    {
        await using var unpacked = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : null;
        using var reader = new StreamReader(unpacked ?? request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
