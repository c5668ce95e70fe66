using System.Globalization;
using Saker.State;

namespace Saker.Sensor.Losses;

/// <summary>Finds the path of a cgroup by asking for that of a process in it.</summary>
internal static unsafe class CgroupPaths
{
    private const string Unified = "0::";

    /// <summary>The path in the unified hierarchy, null when nobody is in the cgroup any more. To be called on the thread that owns the state.</summary>
    public static string? Find(MachineState machine, ulong cgroup)
    {
        var task = machine.Tasks.FindInCgroup(cgroup);
        if (task == null)
            return null;
        try
        {
            string file = string.Create(CultureInfo.InvariantCulture, $"{machine.Options.HostRoot}/proc/{task->Tid}/cgroup");
            return File.ReadLines(file).FirstOrDefault(l => l.StartsWith(Unified, StringComparison.Ordinal))?[Unified.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
