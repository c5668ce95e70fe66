using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>
/// A destination that keeps a connection through a client. It is made when it is first needed and made anew after each attempt that failed, so that
/// what a library believes about its connection never decides whether alerts arrive. Nor does it matter whether a library knows when to stop: one
/// that does not come back in time is left behind.
/// </summary>
/// <typeparam name="TClient">What holds the connection; it is disposed of if it can be.</typeparam>
/// <param name="context">What the destination is made from.</param>
/// <param name="endpoint">The other end as it may be shown: without credentials.</param>
internal abstract class ClientDestination<TClient>(DestinationContext context, string endpoint) : IDestination
    where TClient : class
{
    /// <summary>How long a connection may take to close.</summary>
    private static readonly TimeSpan farewell = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim connecting = new(1);
    private readonly TimeSpan patience = context.Patience;
    private TClient? client;

    /// <inheritdoc/>
    public virtual int MaxBatch => 100;

    /// <inheritdoc/>
    public virtual IEnumerable<string> Hosts => [new Uri(endpoint).IdnHost];

    /// <summary>The other end as it may be shown.</summary>
    protected string Endpoint => endpoint;

    /// <summary>How long the other end may take to answer.</summary>
    protected TimeSpan Patience => patience;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(patience);
        TClient? used = null;
        try
        {
            used = await ConnectedAsync(bound.Token).ConfigureAwait(false);
            await SendAsync(used, alerts, bound.Token).WaitAsync(bound.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            var failure = e is OperationCanceledException && bound.IsCancellationRequested
                ? new DeliveryException($"{endpoint} does not answer within {patience.TotalSeconds} s", inner: e)
                : Understand(e);
            if (failure is not { IsFinal: true } && used is not null)
                await DropAsync(used).ConfigureAwait(false);
            if (failure is null)
                throw;
            throw failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is { } last)
            await DropAsync(last).ConfigureAwait(false);
        connecting.Dispose();
        Release();
    }

    /// <summary>Lets go of what it has besides connections.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Makes a connection. What is made after the time for it is over is closed.</summary>
    protected abstract Task<TClient> ConnectAsync(CancellationToken stop);

    /// <summary>Sends alerts in order and waits until the other end says that it has them, where it can say so.</summary>
    protected abstract Task SendAsync(TClient client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop);

    /// <summary>What an error of the client's library means; null when it is none of the errors that are to be expected.</summary>
    protected abstract DeliveryException? Judge(Exception error);

    /// <summary>An error that passes.</summary>
    protected DeliveryException Passing(Exception error) => new($"{endpoint}: {ErrorText.Of(error)}", inner: error);

    /// <summary>An error that stays until somebody acts.</summary>
    protected DeliveryException Lasting(Exception error) => new($"{endpoint}: {ErrorText.Of(error)}", inner: error) { IsLasting = true };

    /// <summary>An error about the alerts, which will never be taken.</summary>
    protected DeliveryException Refusal(Exception error) => new($"{endpoint}: {ErrorText.Of(error)}", isFinal: true, inner: error);

    private DeliveryException? Understand(Exception error) => error as DeliveryException ?? Judge(error)
        ?? (ErrorText.IsOfTheNetwork(error) ? Passing(error) : null);

    private async Task<TClient> ConnectedAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref client) is { } known)
            return known;
        await connecting.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return client ??= await InTimeAsync(ConnectAsync(stop), stop).ConfigureAwait(false);
        }
        finally
        {
            connecting.Release();
        }
    }

    private static async Task<TClient> InTimeAsync(Task<TClient> making, CancellationToken stop)
    {
        try
        {
            return await making.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What it makes in the end, nobody waits for any more.
            _ = making.ContinueWith(m => m.IsCompletedSuccessfully ? CloseAsync(m.Result) : Task.CompletedTask, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Gives up a connection, unless another request has done so before.</summary>
    private async Task DropAsync(TClient broken)
    {
        if (Interlocked.CompareExchange(ref client, null, broken) != broken)
            return;
        await CloseAsync(broken).ConfigureAwait(false);
    }

    private static async Task CloseAsync(TClient broken)
    {
        try
        {
            await Task.Run(async () =>
            {
                if (broken is IAsyncDisposable later)
                    await later.DisposeAsync().ConfigureAwait(false);
                else
                    (broken as IDisposable)?.Dispose();
            }).WaitAsync(farewell).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is given up because it is broken; that it cannot say goodbye tells nothing new.
        }
    }
}
