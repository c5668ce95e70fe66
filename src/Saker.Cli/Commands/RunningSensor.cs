using System.Globalization;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>Finds the sensor that runs on this machine.</summary>
internal static class RunningSensor
{
    private static readonly HashSet<string> otherCommands = ["reload", "doctor", "replay", "record", "condition", "test", "explain", "lint", "forward", "k8s-metadata"];

    /// <summary>The only one.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="ConfigException">There is none, or there are several.</exception>
    public static int Find() => All() switch
    {
        [] => throw new ConfigException("no sensor runs here; name the file with its process id with -P"),
        [var only] => only,
        var several => throw new ConfigException($"several sensors run here ({string.Join(", ", several)}); name the file with the process id of one with -P"),
    };

    /// <summary>Process ids of all that can be seen.</summary>
    public static int[] All() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && IsSensor(id))
            .Order(),
    ];

    private static bool IsSensor(int process)
    {
        try
        {
            string[] arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            string? program = new FileInfo($"/proc/{process}/exe").LinkTarget;
            // The kernel adds that to the name of a program in whose place another one was put, as packages do.
            return program is not null && Path.GetFileName(program) is "saker" or "saker (deleted)" && !arguments.Skip(1).Take(1).Any(otherCommands.Contains);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
