using System.Net.Sockets;

namespace Saker.EndToEnd.Tests.Fixture.Runtimes;

/// <summary>Stands before a socket and lets every answer wait.</summary>
internal sealed class SlowSocket : IDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource over = new();
    private readonly string target;
    private readonly TimeSpan delay;

    public SlowSocket(string target, TimeSpan delay)
    {
        this.target = target;
        this.delay = delay;
        Path = target + ".slow";
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen(512);
        _ = AcceptAsync();
    }

    public string Path { get; }

    public void Dispose()
    {
        over.Cancel();
        listener.Dispose();
        File.Delete(Path);
    }

    private async Task AcceptAsync()
    {
        while (!over.IsCancellationRequested)
            _ = ServeAsync(await listener.AcceptAsync(over.Token));
    }

    private async Task ServeAsync(Socket client)
    {
        using var there = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            await there.ConnectAsync(new UnixDomainSocketEndPoint(target), over.Token);
            await Task.WhenAny(CopyAsync(client, there, TimeSpan.Zero), CopyAsync(there, client, delay));
        }
    }

    private async Task CopyAsync(Socket from, Socket to, TimeSpan pause)
    {
        byte[] buffer = new byte[65536];
        while (await from.ReceiveAsync(buffer, over.Token) is > 0 and int length)
        {
            await Task.Delay(pause, over.Token);
            await to.SendAsync(buffer.AsMemory(0, length), over.Token);
        }
    }
}
