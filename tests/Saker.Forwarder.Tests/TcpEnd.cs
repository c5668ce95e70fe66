using System.Net;
using System.Net.Sockets;

namespace Saker.Forwarder.Tests;

/// <summary>The end of connections by TCP that takes each and talks over it, until it is disposed of.</summary>
internal sealed class TcpEnd : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Func<Stream, CancellationToken, Task> talk;
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> tasks = [];

    /// <param name="talk">Talks over one connection, which is closed when that ends.</param>
    /// <param name="port">The port; 0 for any.</param>
    public TcpEnd(Func<Stream, CancellationToken, Task> talk, int port = 0)
    {
        this.talk = talk;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        tasks.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        // Whoever speaks when it ends is cut off, and need not be heard of.
        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            tasks.Add(TalkAsync(await listener.AcceptTcpClientAsync(ending.Token)));
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
            await talk(client.GetStream(), ending.Token);
    }
}
