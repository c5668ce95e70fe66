using Saker.Kernel;

namespace Saker.Sensor.Configuration;

/// <summary>How the probe works (<c>engine.modern_ebpf</c>, <c>falco_libs.snaplen</c>, <c>saker.probe</c>).</summary>
/// <param name="RingBytes">Bytes of each processor's ring; a power of two.</param>
/// <param name="DropFailed">Whether system calls that failed are left out.</param>
/// <param name="DataLimit">Bytes of what is sent and received that go into events.</param>
/// <param name="Hooks">Where the probe meets system calls.</param>
/// <param name="Readers">Threads that read the rings.</param>
public sealed record ProbeTuning(int RingBytes, bool DropFailed, int DataLimit, SyscallHooks Hooks, int Readers)
{
    // The record of an event has room for that much beside everything else.
    private const int MostData = 8192;

    // A reader keeps up with some millions of events a second; so many processors seldom make more for it than that.
    private const int ProcessorsToAReader = 32;

    private const int Megabyte = 1024 * 1024;

    /// <summary>Reads the options out of a configuration. A kernel module has the same ones, so that its configuration works too.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static ProbeTuning From(ConfigTree config)
    {
        string engine = config.Text("engine.kind")?.ToLowerInvariant() == "kmod" ? "engine.kmod" : "engine.modern_ebpf";
        int preset = (int)config.Number($"{engine}.buf_size_preset", 4, 1, 10);
        return new ProbeTuning(
            (1 << (preset - 1)) * Megabyte,
            config.Bool($"{engine}.drop_failed_exit", false),
            (int)Math.Min(config.Number("falco_libs.snaplen", 80, 0, uint.MaxValue), MostData),
            HooksFrom(config),
            ReadersFrom(config));
    }

    private static int ReadersFrom(ConfigTree config)
    {
        bool captures = config.Bool("capture.enabled", false);
        if (config.Text("saker.probe.readers") is null or "auto")
            return captures ? 1 : Math.Clamp(Environment.ProcessorCount / ProcessorsToAReader, 1, ProbeOptions.MostReaders);
        int readers = (int)config.Number("saker.probe.readers", 1, 1, ProbeOptions.MostReaders);
        return readers == 1 || !captures ? readers
            : throw config.Error("saker.probe.readers", "with 'capture.enabled' there is one reader, as a capture has one order: leave the key out");
    }

    private static SyscallHooks HooksFrom(ConfigTree config) => config.Choice("saker.probe.hooks", "auto", "auto", "tracepoint", "functions") switch
    {
        "tracepoint" => SyscallHooks.Tracepoint,
        "functions" => SyscallHooks.Functions,
        _ => SyscallHooks.Automatic,
    };
}
