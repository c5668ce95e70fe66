using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Deploy.Tests;

/// <summary>Stands for Azure: gives a token to whoever asks for one, and keeps what is sent to data collection rules.</summary>
internal sealed class SentinelEndpoint : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly BlockingCollection<(string Target, string Body)> received = [];

    public SentinelEndpoint()
    {
        Address = $"http://127.0.0.1:{LoopbackPort.Free()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Waits for what is sent to a rule: path and query, and the body.</summary>
    public (string Target, string Body) Next()
    {
        received.TryTake(out var next, TimeSpan.FromMinutes(1)).Should().BeTrue("the forwarder sends");
        return next;
    }

    public void Dispose()
    {
        listener.Close();
        received.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            string target = context.Request.Url!.PathAndQuery;
            if (target.StartsWith("/dataCollectionRules/", StringComparison.Ordinal))
            {
                context.Response.StatusCode = context.Request.Headers["Authorization"] == "Bearer t1" ? 204 : 401;
                received.Add((target, body));
            }
            else
            {
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("""{"token_type":"Bearer","expires_in":3599,"access_token":"t1"}"""));
            }

            context.Response.Close();
        }
    }
}
