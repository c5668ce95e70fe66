using System.Globalization;

namespace Saker.Sensor.Metrics;

/// <summary>Processor time and memory: of the sensor, its container and the machine.</summary>
internal static class ResourceMetrics
{
    private const string Falco = "falcosecurity_falco_";
    private const double TicksPerSecond = 100;
    private const string UsualMemoryFile = "/sys/fs/cgroup/memory/memory.usage_in_bytes";
    private const string UnifiedMemoryFile = "/sys/fs/cgroup/memory.current";

    public static IEnumerable<Metric> Read()
    {
        yield return Share("cpu_usage", "Share of a processor that the sensor took, since its start.", OwnCpuShare());
        yield return Memory("memory_rss", "Memory of the sensor that is resident.", Field("/proc/self/status", "VmRSS:") * 1024);
        yield return Memory("memory_vsz", "Address space of the sensor.", Field("/proc/self/status", "VmSize:") * 1024);
        yield return Memory("memory_pss", "Memory of the sensor, what it shares with others in part.", Field("/proc/self/smaps_rollup", "Pss:") * 1024);
        yield return Memory("container_memory_used", "Memory of the sensor's control group.", ContainerMemory());
        yield return Share("host_cpu_usage", "Share of the machine's processors that was busy, since boot.", HostCpuShare());
        yield return Memory("host_memory_used", "Memory of the machine that is in use.", (Field("/proc/meminfo", "MemTotal:") - Field("/proc/meminfo", "MemAvailable:")) * 1024);
        yield return Number("host_procs_running", "Tasks of the machine that run or could.", Field("/proc/stat", "procs_running"));
        yield return Number("host_open_fds", "Open files of the machine.", long.Parse(Words("/proc/sys/fs/file-nr")[0], CultureInfo.InvariantCulture));
    }

    /// <summary>The heap of the runtime, which has no jemalloc.</summary>
    public static IEnumerable<Metric> ReadHeap()
    {
        var heap = GC.GetGCMemoryInfo();
        yield return new Metric("saker_heap_committed_bytes", "Memory that the managed heap has taken.", heap.TotalCommittedBytes) { Key = "saker.heap_committed" };
        yield return new Metric("saker_heap_collections_total", "Collections of the managed heap.", GC.CollectionCount(0)) { Key = "saker.heap_collections" };
    }

    private static double OwnCpuShare()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        double used = (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        double age = double.Parse(Words("/proc/uptime")[0], CultureInfo.InvariantCulture) - (long.Parse(fields[19], CultureInfo.InvariantCulture) / TicksPerSecond);
        return age > 0 ? used / age : 0;
    }

    private static double HostCpuShare()
    {
        long[] times = [.. Words("/proc/stat").Skip(1).TakeWhile(w => char.IsAsciiDigit(w[0])).Take(8).Select(w => long.Parse(w, CultureInfo.InvariantCulture))];
        double all = times.Sum();
        return all > 0 ? 1 - ((times[3] + times[4]) / all) : 0;
    }

    private static long ContainerMemory()
    {
        string file = Environment.GetEnvironmentVariable("FALCO_CGROUP_MEM_PATH") is { Length: > 0 } path ? path
            : File.Exists(UsualMemoryFile) ? UsualMemoryFile : UnifiedMemoryFile;
        return File.Exists(file) && long.TryParse(File.ReadAllText(file), out long bytes) ? bytes : 0;
    }

    private static long Field(string file, string name)
    {
        string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static string[] Words(string file) => File.ReadLines(file).First().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static Metric Share(string name, string help, double share) =>
        new($"{Falco}{name}_ratio", help, share) { Key = $"falco.{name}_perc", KeyValue = Math.Round(share * 100, 1) };

    private static Metric Memory(string name, string help, long bytes) => new($"{Falco}{name}_bytes", help, bytes) { Key = $"falco.{name}" };

    private static Metric Number(string name, string help, long value) => new($"{Falco}{name}_total", help, value) { Key = $"falco.{name}" };
}
