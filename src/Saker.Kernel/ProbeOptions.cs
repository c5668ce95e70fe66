using Saker.Events;

namespace Saker.Kernel;

/// <summary>How the probe is to be loaded.</summary>
public sealed record ProbeOptions
{
    /// <summary>How many readers the probe knows at most.</summary>
    public const int MostReaders = 8;

    /// <summary>Bytes of each ring for the events of a processor; a power of two and a multiple of the page size.</summary>
    public int RingBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of each reader's ring for fork, exec, exit and everything grave; as <see cref="RingBytes"/>.</summary>
    public int GraveRingBytes { get; init; } = 8 << 20;

    /// <summary>How many readers there are, 1 to <see cref="MostReaders"/>: each gets the events of some of the processes, and all of them what changes processes.</summary>
    public int Readers { get; init; } = 1;

    /// <summary>Fill at which the reader is woken before its time.</summary>
    public int WakeupBytes { get; init; } = 256 << 10;

    /// <summary>How much of what is sent and received goes into events.</summary>
    public int DataLimit { get; init; } = 80;

    /// <summary>A process whose events are left out, 0 for none: the sensor's own.</summary>
    public int OwnProcess { get; init; } = Environment.ProcessId;

    /// <summary>
    /// Frequent events that are no system calls, and are reported only when named here: <see cref="EventCode.Schedswitch_6E"/>,
    /// <see cref="EventCode.SignaldeliverE"/>, <see cref="EventCode.PageFaultE"/>.
    /// </summary>
    public IReadOnlyCollection<EventCode> Traced { get; init; } = [];

    /// <summary>Where the probe meets system calls.</summary>
    public SyscallHooks Hooks { get; init; }

    /// <summary>Programs not to load, by name.</summary>
    public IReadOnlyCollection<string> Without { get; init; } = [];

    /// <summary>A program to be offered to the kernel as what it is not, so that it is refused: what happens then can be tested.</summary>
    internal string? Spoilt { get; init; }
}

/// <summary>Where the probe meets system calls.</summary>
public enum SyscallHooks
{
    /// <summary><see cref="Functions"/> where the kernel lets it, otherwise <see cref="Tracepoint"/>.</summary>
    Automatic,

    /// <summary>At the one place that all calls pass when they end, which all then pay for.</summary>
    Tracepoint,

    /// <summary>At the ends of the functions that carry out watched calls, which alone pay.</summary>
    Functions,
}
