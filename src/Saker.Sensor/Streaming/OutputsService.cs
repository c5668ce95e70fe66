using Grpc.Core;
using Saker.Alerts;
using Saker.Alerts.Streaming;
using Saker.Sensor.Streaming.Protocols;

namespace Saker.Sensor.Streaming;

/// <summary>
/// Serves subscribers as Falco's gRPC service did: <c>sub</c> gives alerts as they come, whether or not the subscriber asks again, <c>get</c> those since
/// the last <c>get</c> of anybody. It keeps nobody waiting: who does not keep up is sent an alert of the source <c>internal</c> about how many it missed.
/// </summary>
/// <param name="stream">The alerts.</param>
/// <param name="hostname">The machine, for alerts that do not name it themselves.</param>
internal sealed class OutputsService(AlertStream stream, string hostname) : service.serviceBase, IDisposable
{
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(500);

    // A client that was stopped for a moment is told what it missed; one that is gone for good must not keep its place.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    private readonly AlertSubscription pending = stream.Subscribe() ?? throw new InvalidOperationException("the stream has no place left");

    public override async Task sub(IAsyncStreamReader<request> requestStream, IServerStreamWriter<response> responseStream, ServerCallContext context)
    {
        using var subscription = stream.Subscribe() ?? throw new RpcException(new Status(StatusCode.ResourceExhausted, "saker.stream.max_subscribers listen already"));
        // So that whoever waits for the answer's head knows that it listens now.
        await context.WriteResponseHeadersAsync([]).ConfigureAwait(false);
        var asked = ReadAsync(requestStream);
        while (!context.CancellationToken.IsCancellationRequested)
        {
            bool isLast = asked.IsCompleted;
            if (!await SendAsync(await subscription.TakeAsync(isLast ? TimeSpan.Zero : glance, context.CancellationToken).ConfigureAwait(false), responseStream, context).ConfigureAwait(false)
                && isLast)
            {
                return;
            }
        }
    }

    public override async Task get(request request, IServerStreamWriter<response> responseStream, ServerCallContext context)
    {
        while (await SendAsync(pending.Take(TimeSpan.Zero), responseStream, context).ConfigureAwait(false))
            context.CancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => pending.Dispose();

    /// <summary>Reads what the subscriber asks, which is the same each time, until it says that it will not ask any more or goes away.</summary>
    private static async Task ReadAsync(IAsyncStreamReader<request> requests)
    {
        try
        {
            while (await requests.MoveNext().ConfigureAwait(false))
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or RpcException)
        {
            // It is gone.
        }
    }

    /// <summary>Sends an alert, and how many were missed before it.</summary>
    /// <returns>Whether there was something to send.</returns>
    private async Task<bool> SendAsync((Alert? Alert, long Missed) next, IServerStreamWriter<response> responses, ServerCallContext context)
    {
        if (next.Missed > 0)
            await WriteAsync(AlertMessage.OfMissed(next.Missed, hostname), responses, context).ConfigureAwait(false);
        if (next.Alert is not null)
            await WriteAsync(AlertMessage.Of(next.Alert, hostname), responses, context).ConfigureAwait(false);
        return next.Alert is not null || next.Missed > 0;
    }

    private static async Task WriteAsync(response message, IServerStreamWriter<response> responses, ServerCallContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await responses.WriteAsync(message, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"no alert was taken for {patience.TotalSeconds} s"));
        }
    }
}
