using System.Globalization;
using System.Runtime.InteropServices;

namespace Saker.Bench;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    /// <summary>Writes a line of facts.</summary>
    public static void Describe(TextWriter output)
    {
        string processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        bool isVirtual = File.ReadLines("/proc/cpuinfo").Any(l => l.StartsWith("flags", StringComparison.Ordinal) && l.Contains(" hypervisor", StringComparison.Ordinal));
        string where = isVirtual ? "virtual " : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Machine: {Environment.ProcessorCount} {where}processors of {processor}, {memory} GB, Linux {kernel}, {RuntimeInformation.FrameworkDescription}."));
        output.WriteLine("Times are only good to be compared with one another within a table.");
    }
}
