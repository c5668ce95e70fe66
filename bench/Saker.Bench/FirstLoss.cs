using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>
/// At what rate the first event is lost: a file is opened more and more often, and the probe sends every opening, whatever the rules make of it.
/// </summary>
internal static class FirstLoss
{
    private const int FirstRate = 50_000;
    private const int LastRate = 1_600_000;
    private const string Taken = "falcosecurity_scap_n_evts_total";
    private const string Lost = "falcosecurity_scap_n_drops_total";

    private static readonly TimeSpan step = TimeSpan.FromSeconds(5);

    /// <summary>Measures until something is lost, and writes a table.</summary>
    /// <param name="sensor">The program, and its arguments.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string[] sensor, TextWriter output)
    {
        output.WriteLine("| loops | openings a second, all together | events a second | lost |");
        output.WriteLine("|---|---|---|---|");
        using var numbers = new ServedNumbers();
        using var watcher = Watcher.Start([.. sensor, "-o", "saker.kernel_plan=false", .. numbers.Options]);
        foreach (int loops in (int[])[1, 2, 4])
        {
            for (int rate = FirstRate; rate <= LastRate; rate *= 2)
            {
                var (events, lost) = Measure(loops, rate / loops, numbers);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {loops} | {rate:N0} | {events:N0} | {lost:N0} |"));
                // Faster than that they do not get.
                if (lost > 0 || events < rate / 2)
                    break;
            }
        }
    }

    private static (double Events, double Lost) Measure(int loops, int rate, ServedNumbers numbers)
    {
        double taken = numbers.Read(Taken), lost = numbers.Read(Lost);
        long start = Stopwatch.GetTimestamp();
        Process[] running = [.. Enumerable.Range(0, loops).Select(_ => Loads.Begin("paced", rate))];
        Thread.Sleep(step);
        foreach (var loop in running)
        {
            loop.Kill();
            loop.WaitForExit();
            loop.Dispose();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return ((numbers.Read(Taken) - taken) / seconds, numbers.Read(Lost) - lost);
    }
}
