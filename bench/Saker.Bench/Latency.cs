using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>
/// How long it takes from a forbidden act to the line that tells of it, with nothing else going on and while others open harmless files
/// as fast as they can; and whether every act was told of.
/// </summary>
internal static class Latency
{
    private const int Acts = 200;
    private const int Floods = 4;

    // Milliseconds between two acts.
    private const int LeastPause = 20;
    private const int MostPause = 40;

    // The file that the default rules hold dearest.
    private const string Forbidden = "/etc/shadow";

    // Others may open it, too.
    private static readonly string Self = $"process={Path.GetFileName(Environment.ProcessPath)}";

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Measures, and writes a table.</summary>
    /// <param name="sensor">The program, and its arguments; alerts go to its standard output.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string[] sensor, TextWriter output)
    {
        using var self = Process.GetCurrentProcess();
        var told = new BlockingCollection<long>();
        string last = "";
        List<double> idle, busy;
        using (var watcher = Watcher.Start(sensor, line =>
        {
            if (line.Contains(Forbidden, StringComparison.Ordinal) && line.Contains(Self, StringComparison.Ordinal))
                told.Add(Stopwatch.GetTimestamp());
        }, line => last = line))
        {
            Measure(told, Acts / 10);
            idle = Measure(told, Acts);
            Process[] floods = [.. Enumerable.Range(0, Floods).Select(_ => Loads.Begin("open", int.MaxValue))];
            try
            {
                // The line is to be seen when it is there, not when the loops leave a processor.
                self.PriorityClass = ProcessPriorityClass.High;
                busy = Measure(told, Acts);
            }
            finally
            {
                self.PriorityClass = ProcessPriorityClass.Normal;
                foreach (var flood in floods)
                {
                    flood.Kill();
                    flood.WaitForExit();
                    flood.Dispose();
                }
            }
        }

        output.WriteLine("| | acts | told | p50, ms | p99, ms | longest, ms |");
        output.WriteLine("|---|---|---|---|---|---|");
        Write(output, "idle", idle);
        Write(output, $"{Floods} loops of opens", busy);
        output.WriteLine();
        output.WriteLine(last);
    }

    /// <summary>Milliseconds from act to line, of the acts that were told of.</summary>
    private static List<double> Measure(BlockingCollection<long> told, int acts)
    {
        var times = new List<double>();
        // Not at an even pace, which might be that at which somebody looks.
        var random = new Random(acts);
        for (int act = 0; act < acts; act++)
        {
            Thread.Sleep(random.Next(LeastPause, MostPause));
            long start = Stopwatch.GetTimestamp();
            File.OpenHandle(Forbidden).Dispose();
            if (told.TryTake(out long at, patience))
                times.Add((at - start) * 1000.0 / Stopwatch.Frequency);
        }

        times.Sort();
        return times;
    }

    private static void Write(TextWriter output, string name, List<double> times) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {Acts} | {times.Count} | {At(times, 0.5):F1} | {At(times, 0.99):F1} | {At(times, 1):F1} |"));

    private static double At(List<double> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
}
