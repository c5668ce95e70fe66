using System.Collections.Concurrent;
using System.Net;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>An endpoint that takes alerts, while it is up.</summary>
internal sealed class Endpoint(int port) : IDisposable
{
    private readonly ConcurrentQueue<string> bodies = new();
    private HttpListener? listener;

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<string> Bodies => [.. bodies];

    public void Up()
    {
        listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = Task.Run(() => Answer(listener));
    }

    public void Down() => listener?.Close();

    public void Dispose() => Down();

    private void Answer(HttpListener current)
    {
        try
        {
            while (true)
            {
                var context = current.GetContext();
                using var body = new StreamReader(context.Request.InputStream);
                bodies.Enqueue(body.ReadToEnd());
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It is down.
        }
    }
}
