namespace Saker.Alerts.Spooling;

/// <summary>
/// Once a second has what was written brought from the kernel's memory onto the disk itself, on a thread of its own: whoever writes waits for
/// no disk, and a machine that loses power loses what was written within that second.
/// </summary>
public sealed class DiskSync : IDisposable
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);

    private readonly ManualResetEventSlim over = new();
    private readonly Action sync;
    private readonly Thread worker;

    /// <summary>Begins.</summary>
    /// <param name="sync">Called each second; throws nothing.</param>
    public DiskSync(Action sync)
    {
        this.sync = sync;
        worker = new Thread(Work) { Name = "disk sync", IsBackground = true };
        worker.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        over.Set();
        // A disk that hangs is not waited for: the end of the process is not its business.
        if (worker.Join(interval))
            over.Dispose();
    }

    private void Work()
    {
        while (!over.Wait(interval))
            sync();
    }
}
