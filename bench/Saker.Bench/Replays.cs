using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>
/// How many events of a capture the program replays in a second of processor time, user and system, of all its threads; what a replay of
/// next to nothing takes is subtracted.
/// </summary>
internal static class Replays
{
    private const int Turns = 5;

    /// <summary>Measures, and writes a table.</summary>
    /// <param name="sensor">The program.</param>
    /// <param name="next">A capture of a few events.</param>
    /// <param name="captures">The captures.</param>
    /// <param name="ruleSets">Sets of rule files, the files of each with commas between them.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string sensor, string next, IReadOnlyList<string> captures, IReadOnlyList<string> ruleSets, TextWriter output)
    {
        output.WriteLine("| capture | rules | events | starting, s of CPU | million events per CPU second |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (string capture in captures)
        {
            foreach (string rules in ruleSets)
            {
                var turns = new List<(double Start, double Whole)>();
                double events = 0;
                for (int turn = 0; turn < Turns; turn++)
                {
                    double start = Replay(sensor, next, rules, out double few);
                    turns.Add((start, Replay(sensor, capture, rules, out events)));
                    events -= few;
                }

                double starting = Measures.Median(turns.Select(t => t.Start));
                var rates = turns.Select(t => events / 1e6 / (t.Whole - starting));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {Path.GetFileName(capture)} | {rules.Split(',').Length} files | {events:N0} | {starting:F2} | {Measures.Median(rates):F2} ({Measures.Spread(rates, "F2")}) |"));
            }
        }
    }

    private static double Replay(string sensor, string capture, string rules, out double events)
    {
        // The times of children count once they have ended; nothing else ends meanwhile.
        double before = Children();
        using var process = Process.Start(new ProcessStartInfo(sensor, ["replay", capture, .. rules.Split(',').SelectMany(r => (string[])["-r", r])])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        string summary = said.Split('\n').FirstOrDefault(l => l.Contains(": stopped: ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"the replay of {capture} failed: {said}");
        events = double.Parse(summary.Split(": stopped: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        return Children() - before;
    }

    /// <summary>Processor seconds of all children that have ended: cutime and cstime of /proc/self/stat, hundredths.</summary>
    private static double Children()
    {
        string[] numbers = File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ');
        return (double.Parse(numbers[14], CultureInfo.InvariantCulture) + double.Parse(numbers[15], CultureInfo.InvariantCulture)) / 100;
    }
}
