using NATS.Client.Core;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>A connection to NATS that tells when it is lost. The library would try to come back by itself, and let those who wait wait for that.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private readonly CancellationTokenSource losing = new();

    private NatsLink(NatsConnection connection) => Connection = connection;

    /// <summary>The connection.</summary>
    public NatsConnection Connection { get; }

    /// <summary>Connects.</summary>
    public static async Task<NatsLink> OpenAsync(NatsOpts options, CancellationToken stop)
    {
        var link = new NatsLink(new NatsConnection(options));
        try
        {
            await link.Connection.ConnectAsync().AsTask().WaitAsync(stop).ConfigureAwait(false);
            link.Connection.ConnectionDisconnected += async (_, _) => await link.losing.CancelAsync().ConfigureAwait(false);
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Does something that the connection is needed for.</summary>
    /// <exception cref="NatsException">The connection was lost meanwhile.</exception>
    public async Task WhileConnectedAsync(Func<CancellationToken, Task> act, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(losing.Token, stop);
        try
        {
            await act(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new NatsException("the connection is lost", e);
        }
    }

    // The source is not disposed of: the library tells of a loss while it ends, too.
    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
