using System.Diagnostics;
using System.Globalization;

namespace Saker.Bench;

/// <summary>
/// What a watched machine pays: plain loads run with nothing, with an empty program at the end of every system call, and with the
/// sensor, in turns.
/// </summary>
internal static class SystemLoads
{
    private const int Turns = 7;

    private static readonly (string Kind, int Rounds, string What)[] loads =
    [
        ("getppid", 1_000_000, "a call that no rule needs"),
        ("open", 200_000, "open and close of a harmless file"),
        ("byte", 300_000, "read and write of a byte"),
        ("exec", 3_000, "fork, exec and exit of a small program"),
        ("connect", 10_000, "a TCP connection on loopback, both ends"),
    ];

    /// <summary>Measures, and writes a table.</summary>
    /// <param name="sensor">The program, and its arguments.</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string[] sensor, TextWriter output)
    {
        var turns = loads.ToDictionary(l => l.Kind, _ => new List<(double Nothing, double Floor, double Sensor, double Cpu)>());
        for (int turn = 0; turn < Turns; turn++)
        {
            var nothing = MeasureAll(null);
            Dictionary<string, (double Ns, double Cpu)> floor, watched;
            using (var other = Watcher.Start([Loads.PathOf("floor"), Loads.PathOf("floor.bpf.o")]))
                floor = MeasureAll(other);
            using (var other = Watcher.Start(sensor))
            {
                // What is compiled once is not to be counted for each round.
                MeasureAll(other);
                watched = MeasureAll(other);
            }

            foreach (var (kind, _, _) in loads)
                turns[kind].Add((nothing[kind].Ns, floor[kind].Ns, watched[kind].Ns, watched[kind].Cpu));
        }

        output.WriteLine("| load | alone, ns | empty program | sensor | to the empty program | sensor's own CPU, ns |");
        output.WriteLine("|---|---|---|---|---|---|");
        foreach (var (kind, _, what) in loads)
        {
            var all = turns[kind];
            double alone = Measures.Median(all.Select(t => t.Nothing)), floor = Measures.Median(all.Select(t => t.Floor)), with = Measures.Median(all.Select(t => t.Sensor));
            output.WriteLine($"| {what} | {alone:F0} | +{floor - alone:F0} | +{with - alone:F0} ({Measures.Spread(all.Select(t => t.Sensor - t.Nothing))}) "
                + $"| {with / floor:F2}x | {Measures.Median(all.Select(t => t.Cpu)):F0} |");
        }
    }

    private static Dictionary<string, (double Ns, double Cpu)> MeasureAll(Watcher? watcher) => loads.ToDictionary(load => load.Kind, load =>
    {
        double before = watcher?.CpuNanoseconds ?? 0;
        double ns = Loads.Run(load.Kind, load.Rounds);
        // The load warms up with a tenth of its rounds.
        return (ns, ((watcher?.CpuNanoseconds ?? 0) - before) / (load.Rounds * 1.1));
    });
}
