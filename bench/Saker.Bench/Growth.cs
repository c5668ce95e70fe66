using Saker.Bench.Generation;
using Saker.Rules.Files;

namespace Saker.Bench;

/// <summary>
/// Shows that rules which cannot match cost nothing: the same events are judged by ever more generated rules, in turn and several times
/// over, and the fastest pass of each counts. No generated rule matches anything in a capture of an ordinary machine.
/// </summary>
internal static class Growth
{
    private const int Rounds = 7;

    private static readonly int[] counts = [0, 100, 1_000, 10_000];

    public static void Run(Recording recording, TextWriter output)
    {
        var loaded = counts.Select(n => Loaded.From([new RuleFile("generated.yaml", RuleText.Generate(n))])).ToArray();
        double[] best = [.. counts.Select(_ => double.MaxValue)];
        long[] allocated = new long[counts.Length];
        long[] matches = new long[counts.Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                (double nanoseconds, matches[i]) = recording.Play(counts[i] == 0 ? null : loaded[i].Matcher, out allocated[i]);
                best[i] = Math.Min(best[i], nanoseconds);
            }
        }

        output.WriteLine("| rules | load, s | compile, s | event, ns | rules' part, ns | to 100 rules | allocated, B/event | matches |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        double hundred = best[1] - best[0];
        for (int i = 1; i < counts.Length; i++)
        {
            double part = best[i] - best[0];
            output.WriteLine($"| {counts[i]} | {loaded[i].Loading.TotalSeconds:F2} | {loaded[i].Compiling.TotalSeconds:F2} | {best[i]:F1} | {part:F1} "
                + $"| {part / hundred:F2} | {(double)allocated[i] / recording.Count:F3} | {matches[i]} |");
        }
    }
}
