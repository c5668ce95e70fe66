using Saker.Events;
using Saker.Kernel;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Sources;

/// <summary>
/// A probe that is loaded while something else is done: the kernel takes as long to check its programs as rules take to load.
/// </summary>
public sealed class ProbeStart : IDisposable
{
    private readonly SensorOptions options;
    private Task<Probe>? loading;

    private ProbeStart(SensorOptions options)
    {
        this.options = options;
        loading = Task.Run(() => Load([]));
    }

    /// <summary>Begins to load the probe.</summary>
    public static ProbeStart Begin(SensorOptions options) => new(options);

    /// <summary>Waits for the probe, which from now on belongs to the caller.</summary>
    /// <param name="traced">Frequent events that are wanted. Few rules want any; the probe is then loaded once more.</param>
    /// <exception cref="ProbeException">The kernel does not take the probe.</exception>
    public Probe Take(IReadOnlyCollection<EventCode> traced)
    {
        var probe = loading!.GetAwaiter().GetResult();
        loading = null;
        if (traced.Count == 0)
            return probe;
        probe.Dispose();
        return Load(traced);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            loading?.GetAwaiter().GetResult().Dispose();
        }
        catch (ProbeException)
        {
            // Whoever does not want the probe does not want to know why there is none.
        }
    }

    private Probe Load(IReadOnlyCollection<EventCode> traced) => Probe.Load(new ProbeOptions
    {
        RingBytes = options.Probe.RingBytes,
        DataLimit = options.Probe.DataLimit,
        // Where all calls are watched, one hook for them is cheaper than hundreds.
        Hooks = options.Syscalls.All && options.Probe.Hooks == SyscallHooks.Automatic ? SyscallHooks.Tracepoint : options.Probe.Hooks,
        Readers = options.Probe.Readers,
        Traced = traced,
    });
}
