using System.IO.Compression;
using System.Net;
using System.Text;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>An endpoint that alerts are posted to, on a port that stays the same while it goes down and up.</summary>
internal sealed class Endpoint : IDisposable
{
    private readonly List<string> bodies = [];
    private readonly Queue<(int Status, int? RetryAfter)> answers = new();
    private readonly int port = LoopbackPort.Free();
    private HttpListener? listener;

    public Uri Url => new($"http://127.0.0.1:{port}/alerts");

    /// <summary>Bodies that were taken.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (bodies)
                return [.. bodies];
        }
    }

    /// <summary>Headers of the latest request.</summary>
    public WebHeaderCollection Headers { get; private set; } = [];

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>The next request gets this status instead of being taken; 0 for no answer.</summary>
    public void Answer(int status, int? retryAfter = null)
    {
        lock (bodies)
            answers.Enqueue((status, retryAfter));
    }

    public Endpoint Up()
    {
        listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Serve(listener);
        return this;
    }

    public void Down()
    {
        listener?.Close();
        listener = null;
    }

    public void Dispose() => Down();

    private async Task Serve(HttpListener current)
    {
        try
        {
            while (true)
                Handle(await current.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It went down.
        }
    }

    private void Handle(HttpListenerContext context)
    {
        var request = context.Request;
        using var body = new StreamReader(request.Headers["Content-Encoding"] == "gzip"
            ? new GZipStream(request.InputStream, CompressionMode.Decompress) : request.InputStream);
        string text = body.ReadToEnd();
        lock (bodies)
        {
            Requests++;
            Headers = [];
            foreach (string name in request.Headers)
                Headers[name] = request.Headers[name];
            if (answers.TryDequeue(out var answer))
            {
                if (answer.Status == 0)
                    return;
                context.Response.StatusCode = answer.Status;
                if (answer.RetryAfter is { } seconds)
                    context.Response.Headers["Retry-After"] = $"{seconds}";
            }
            else
            {
                bodies.Add(text);
            }
        }

        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes("thanks"));
        context.Response.Close();
    }
}
