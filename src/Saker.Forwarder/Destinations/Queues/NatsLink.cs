using NATS.Client.Core;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>A connection to NATS that tells when it is lost. The library would try to come back by itself, and let those who wait wait for that.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private readonly CancellationTokenSource losing = new();

    private NatsLink(NatsConnection connection) => Connection = connection;

    /// <summary>The connection.</summary>
    public NatsConnection Connection { get; }

    /// <summary>Cancelled when the connection is lost.</summary>
    public CancellationToken Lost => losing.Token;

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

    // The source is not disposed of: the library tells of a loss while it ends, too.
    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
