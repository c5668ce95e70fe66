using System.Diagnostics;
using System.Globalization;
using Saker.Bench.Applications;

namespace Saker.Bench;

/// <summary>What programs that people run pay: with nothing, under an empty program at the end of every system call, and under the sensor, in turns.</summary>
internal static class ApplicationLoads
{
    private const int Turns = 5;
    private const string Taken = "falcosecurity_scap_n_evts_total";
    private const string LeftOut = "saker_events_left_out_total";

    // What the sensor runs often it compiles once more in its first seconds; it is measured as it is from then on.
    private static readonly TimeSpan warmUp = TimeSpan.FromSeconds(15);

    /// <summary>Measures, and writes a table.</summary>
    /// <param name="sensor">The program, and its arguments.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string[] sensor, TextWriter output)
    {
        output.WriteLine("| load | alone, us | empty program | sensor | to the empty program | sensor's own CPU, % of a core | left out in the kernel |");
        output.WriteLine("|---|---|---|---|---|---|---|");
        foreach (Func<Application> make in (Func<Application>[])[() => new Redis(), () => new Nginx(), () => new Postgres(), () => new Build(), () => new Find()])
        {
            using var application = make();
            Measure(application, sensor, output);
        }
    }

    private static void Measure(Application application, string[] sensor, TextWriter output)
    {
        var turns = new List<(double Nothing, double Floor, double Sensor, double Cpu, double LeftOut)>();
        // What comes into memory once is not to be counted.
        application.Run();
        for (int turn = 0; turn < Turns; turn++)
        {
            double nothing = application.Run(), floor, watched;
            using (Watcher.Start([Loads.PathOf("floor"), Loads.PathOf("floor.bpf.o")]))
                floor = application.Run();
            using var numbers = new ServedNumbers();
            using var watcher = Watcher.Start([.. sensor, .. numbers.Options]);
            numbers.Read(Taken);
            for (long begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < warmUp;)
                application.Run();
            // Asking costs the sensor time as well, and for a while after the answer; that is not to be counted.
            double takenBefore = numbers.Read(Taken), leftOutBefore = numbers.Read(LeftOut);
            application.Run();
            double cpu = watcher.CpuNanoseconds;
            long start = Stopwatch.GetTimestamp();
            watched = application.Run();
            double share = (watcher.CpuNanoseconds - cpu) / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            double leftOut = numbers.Read(LeftOut) - leftOutBefore;
            turns.Add((nothing, floor, watched, share, leftOut / Math.Max(1, leftOut + numbers.Read(Taken) - takenBefore)));
        }

        double Median(Func<(double Nothing, double Floor, double Sensor, double Cpu, double LeftOut), double> of) => Measures.Median(turns.Select(of));
        double alone = Median(t => t.Nothing);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {application.What} | {alone:F1} | {Median(t => t.Floor) / alone:F3}x | {Median(t => t.Sensor) / alone:F3}x ({Measures.Spread(turns.Select(t => t.Sensor / t.Nothing), "F3")}) "
            + $"| {Median(t => t.Sensor / t.Floor):F3}x | {100 * Median(t => t.Cpu):F2} | {100 * Median(t => t.LeftOut):F1} % |"));
    }
}
