using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>The program that does one thing over and over.</summary>
internal static class Loads
{
    private const string HarmlessFile = "/etc/hostname";

    /// <summary>Runs a load to its end.</summary>
    /// <returns>Nanoseconds of a round.</returns>
    public static double Run(string kind, int rounds)
    {
        using var process = Begin(kind, rounds);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"load {kind} failed");
    }

    /// <summary>Begins a load; the caller ends it.</summary>
    public static Process Begin(string kind, int rounds) =>
        Process.Start(new ProcessStartInfo(PathOf("load"), [kind, $"{rounds}", HarmlessFile]) { RedirectStandardOutput = true })!;

    /// <summary>Where a file that belongs to the loads lies.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "loads", name);
}
