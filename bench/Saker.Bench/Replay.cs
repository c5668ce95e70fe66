using Saker.Rules.Files;

namespace Saker.Bench;

/// <summary>What an event of a capture costs: its state alone, and with rules, in turn; the fastest pass of each counts.</summary>
internal static class Replay
{
    private const int Rounds = 7;

    public static void Run(Recording recording, IReadOnlyList<RuleFile> files, TextWriter output)
    {
        var indexed = Loaded.From(files);
        var scanned = Loaded.From(files, int.MaxValue);
        double state = double.MaxValue, withIndex = double.MaxValue, withScan = double.MaxValue;
        long allocated = 0, matches = 0;
        for (int round = 0; round < Rounds; round++)
        {
            state = Math.Min(state, recording.Play(null, out _).Nanoseconds);
            withScan = Math.Min(withScan, recording.Play(scanned.Matcher, out _).Nanoseconds);
            (double nanoseconds, matches) = recording.Play(indexed.Matcher, out allocated);
            withIndex = Math.Min(withIndex, nanoseconds);
        }

        output.WriteLine($"rules {indexed.Matcher.Rules.Length}, events {recording.Count}, matches {matches}");
        output.WriteLine($"state {state:F1} ns, rules {withIndex - state:F1} ns looked up, {withScan - state:F1} ns asked one after the other");
        output.WriteLine($"{1000 / withIndex:F2} million events/s, {(double)allocated / recording.Count:F3} B/event");
    }
}
