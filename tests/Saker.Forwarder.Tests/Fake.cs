using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Saker.Forwarder.Tests;

/// <summary>A request that a fake got.</summary>
internal sealed record Seen(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>An endpoint that remembers what it is sent and answers as it is told.</summary>
internal sealed class Fake : IAsyncDisposable
{
    private readonly WebApplication application;

    private Fake(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(k => k.Listen(System.Net.IPAddress.Loopback, port));
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public ConcurrentQueue<Seen> Requests { get; } = [];

    /// <summary>Answers a request: a status and a body. Headers of the answer may be set on the context.</summary>
    public Func<HttpContext, Seen, (int Status, string Body)> Answer { get; set; } = (_, _) => (200, "{}");

    public Uri Url => new(application.Urls.Single());

    public static async Task<Fake> StartAsync(int port = 0)
    {
        var fake = new Fake(port);
        await fake.application.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var seen = new Seen(context.Request.Method, context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
        var (status, body) = Answer(context, seen);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        Requests.Enqueue(seen);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
