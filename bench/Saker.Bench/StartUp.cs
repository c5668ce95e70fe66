using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>How long the sensor takes until it judges events, and what it takes up then and under load.</summary>
internal static class StartUp
{
    private const int Turns = 9;
    private const int Threads = 30_000;

    /// <summary>Measures, and writes a table.</summary>
    /// <param name="sensor">The program, and its arguments.</param>
    /// <param name="minutes">How long the load lasts under which memory is looked at.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string[] sensor, double minutes, TextWriter output)
    {
        var ready = new List<double>();
        for (int turn = 0; turn < Turns; turn++)
        {
            long start = Stopwatch.GetTimestamp();
            using var watcher = Watcher.Start(sensor);
            ready.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        output.WriteLine("| | |");
        output.WriteLine("|---|---|");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ready after the start | {Measures.Median(ready):F0} ms ({Measures.Spread(ready)}) |"));
        using var observed = Watcher.Start(sensor);
        Write(output, "when ready", observed);
        long from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from).TotalMinutes < minutes)
        {
            Loads.Run("open", 200_000);
            Loads.Run("exec", 2_000);
            Loads.Run("connect", 5_000);
        }

        Write(output, string.Create(CultureInfo.InvariantCulture, $"after {minutes:G} minutes of opens, execs and connections"), observed);
        using var threads = Loads.Begin("threads", Threads);
        threads.StandardOutput.ReadLine();
        using var knowing = Watcher.Start(sensor);
        Write(output, $"with {Threads:N0} threads known", knowing);
        threads.Kill();
        threads.WaitForExit();
    }

    private static void Write(TextWriter output, string when, Watcher watcher)
    {
        var (resident, rings) = watcher.ReadMemory();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| resident memory {when} | {resident - rings:F0} MB, and {rings:F0} MB of rings |"));
    }
}
