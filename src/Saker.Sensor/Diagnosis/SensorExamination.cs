using System.Globalization;
using Saker.Kernel;

namespace Saker.Sensor.Diagnosis;

/// <summary>What can be seen of a running sensor from outside: its use, and its programs in the kernel.</summary>
public static class SensorExamination
{
    private const double Kilobytes = 1024;
    private const double UsualMegabytes = 256;

    /// <summary>Looks at a process.</summary>
    public static IEnumerable<Finding> Of(int process)
    {
        string check = $"sensor {process}";
        if (!Directory.Exists($"/proc/{process}"))
        {
            yield return new Finding(check, FindingSeverity.Fatal, "it does not run any more", "start it; its log says why it ended");
            yield break;
        }

        double resident = Field(process, "VmRSS:") / Kilobytes, shared = Field(process, "RssShmem:") / Kilobytes;
        string memory = string.Create(CultureInfo.InvariantCulture, $"{resident:F0} MB resident, {shared:F0} MB of it rings; {Field(process, "Threads:")} threads");
        yield return resident - shared < UsualMegabytes
            ? new Finding(check, FindingSeverity.Good, memory)
            : new Finding(check, FindingSeverity.Degraded, memory, "lower falco_libs.thread_table_size and outputs_queue.capacity, and see in /metrics what grows");
        var programs = AttachedPrograms.Of(process);
        yield return programs.Count > 0
            ? new Finding($"{check}, programs", FindingSeverity.Good, $"{programs.Count} in the kernel")
            : new Finding($"{check}, programs", FindingSeverity.Degraded, "none can be seen in the kernel", "run this as root; a sensor that replays a capture has none");
        foreach (var program in programs.Where(p => p.Count > 0))
        {
            yield return new Finding($"{check}, program {program.Name}", FindingSeverity.Good, string.Create(
                CultureInfo.InvariantCulture, $"{program.Count} runs, {program.Nanoseconds / 1e6:F1} ms in all, {program.Nanoseconds / program.Count} ns each"));
        }
    }

    private static long Field(int process, string name) => File.ReadLines($"/proc/{process}/status")
        .Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Select(l => long.Parse(l[name.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture)).FirstOrDefault();
}
