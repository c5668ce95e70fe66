using System.Globalization;
using Saker.Kernel;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Diagnosis;

/// <summary>Limits of this machine that a sensor may run into.</summary>
public static class MachineLimits
{
    private const string Statistics = "/proc/sys/kernel/bpf_stats_enabled";
    private const string Watches = "/proc/sys/fs/inotify/max_user_watches";
    private const long FewestFiles = 1024;
    private const double Megabyte = 1024 * 1024;

    /// <summary>Looks at the limits that matter to a configuration.</summary>
    public static IEnumerable<Finding> Check(SensorOptions options)
    {
        yield return CheckMemory(options);
        yield return CheckFiles();
        yield return Read(Statistics) == 1
            ? new Finding("program statistics", FindingSeverity.Good, "the kernel counts runs and time of the probe's programs")
            : new Finding("program statistics", FindingSeverity.Good, "off: runs and time of the probe's programs are not known",
                "to measure them, at some cost for each run: sysctl kernel.bpf_stats_enabled=1");
        if (options.WatchesFiles)
        {
            yield return Read(Watches) is 0
                ? new Finding("file watches", FindingSeverity.Degraded, "none are allowed: changes of configuration and rules are not noticed", "sysctl fs.inotify.max_user_watches=8192")
                : new Finding("file watches", FindingSeverity.Good, $"{Read(Watches)} are allowed");
        }
    }

    private static Finding CheckMemory(SensorOptions options)
    {
        // Each processor has a ring, and all share the one for what is grave.
        double rings = options.Probe.RingBytes / Megabyte * (Environment.ProcessorCount + 1);
        double free = File.ReadLines("/proc/meminfo").Where(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal))
            .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0).FirstOrDefault();
        string message = string.Create(CultureInfo.InvariantCulture, $"rings take {rings:F0} MB, {free:F0} MB are available");
        return rings < free / 4
            ? new Finding("memory", FindingSeverity.Good, message)
            : new Finding("memory", FindingSeverity.Degraded, message, "lower engine.modern_ebpf.buf_size_preset, or give the machine more memory");
    }

    private static Finding CheckFiles()
    {
        string[] limits = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal))[25..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.TryParse(limits[0], NumberStyles.None, CultureInfo.InvariantCulture, out long files) && files < FewestFiles
            ? new Finding("open files", FindingSeverity.Degraded, $"at most {files}", $"raise the limit to {FewestFiles} (ulimit -n, systemd: LimitNOFILE=)")
            : new Finding("open files", FindingSeverity.Good, $"at most {limits[0]}");
    }

    private static long Read(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
