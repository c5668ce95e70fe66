using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Saker.EndToEnd.Tests.Fixture.Runtimes;

/// <summary>Answers as Docker does about containers that it is told of.</summary>
internal sealed class FakeDocker : IDisposable
{
    private readonly ConcurrentDictionary<string, string> names = new();
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentBag<Socket> clients = [];
    private readonly string directory = Directory.CreateTempSubdirectory("saker-docker-").FullName;
    private TaskCompletionSource answers = new();
    private Socket? listener;
    private int questions;

    public FakeDocker()
    {
        GoOn();
        Start();
    }

    public string Socket => Path.Combine(directory, "docker.sock");

    /// <summary>Questions about containers so far.</summary>
    public int Questions => Volatile.Read(ref questions);

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Does not answer until it is to go on.</summary>
    public void Hold() => answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Answers again, also what it was asked meanwhile.</summary>
    public void GoOn() => answers.TrySetResult();

    /// <summary>Makes a container known, of the image <c>web:1</c>.</summary>
    public void Add(string id, string name) => names[id] = name;

    /// <summary>Makes a container unknown.</summary>
    public void Remove(string id) => names.TryRemove(id, out _);

    /// <summary>Begins to answer.</summary>
    public void Start()
    {
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Socket));
        listener.Listen(512);
        _ = AcceptAsync(listener);
    }

    /// <summary>Is gone as after a crash: its socket stays, and nobody listens.</summary>
    public void Crash()
    {
        listener?.Dispose();
        while (clients.TryTake(out var client))
            client.Dispose();
    }

    /// <summary>Is there again.</summary>
    public void Restart()
    {
        File.Delete(Socket);
        Start();
    }

    public void Dispose()
    {
        over.Cancel();
        listener?.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task AcceptAsync(Socket on)
    {
        try
        {
            while (!over.IsCancellationRequested)
                _ = ServeAsync(await on.AcceptAsync(over.Token));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It crashed, or the test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        clients.Add(client);
        await using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(over.Token) is { } request)
        {
            while (await reader.ReadLineAsync(over.Token) is { Length: > 0 })
            {
            }

            await answers.Task.WaitAsync(over.Token);
            await Task.Delay(Delay, over.Token);
            string? answer = Answer(request.Split(' ')[1].Split('/'));
            string head = answer is null ? "404 Not Found" : "200 OK";
            answer ??= "{}";
            string length = Encoding.UTF8.GetByteCount(answer).ToString(CultureInfo.InvariantCulture);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{answer}"), over.Token);
        }
    }

    private string? Answer(string[] path)
    {
        if (path is [_, _, "images", ..])
            return """{"RepoTags":["web:1"],"RepoDigests":["web@sha256:1111111111111111111111111111111111111111111111111111111111111111"]}""";
        if (path is not [_, _, "containers", var id, "json"] || id.All(c => c == '0'))
            return null;
        Interlocked.Increment(ref questions);
        return names.TryGetValue(id, out string? name)
            ? $$"""{"Name":"/{{name}}","Image":"sha256:abc","Config":{"Image":"web:1","Labels":{"name":"{{name}}"} },"HostConfig":{},"NetworkSettings":{} }"""
            : null;
    }
}
