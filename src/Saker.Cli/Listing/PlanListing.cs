using System.Collections.Immutable;
using System.Text.Json;
using Saker.Events;
using Saker.Rules.Planning;
using Saker.Sensor.Rules;

namespace Saker.Cli.Listing;

/// <summary>What <c>saker explain --kernel</c> prints: what the probe asks before it sends an event.</summary>
internal static class PlanListing
{
    private const int MaxAtoms = 12;

    private static readonly Opening[] accesses = [0, (Opening)1, (Opening)2];

    public static void WriteText(TextWriter output, KernelPlan plan, IReadOnlyList<WatchedCall> calls)
    {
        PlannedRule[] rules = [.. plan.Rules.Where(r => !r.Calls.IsEmpty)];
        int filtered = calls.Count(IsFiltered);
        output.WriteLine($"An event of {(filtered == 1 ? "one system call" : $"{filtered} system calls")} is sent if, for one of these rules, {Asked(rules)} could match:");
        foreach (var rule in rules)
        {
            output.WriteLine();
            output.WriteLine(rule.Rule.Name);
            WriteCalls(output, "succeeded", rule.Calls.Where(c => c.Succeeded && !c.Failed));
            WriteCalls(output, "failed", rule.Calls.Where(c => c.Failed && !c.Succeeded));
            WriteCalls(output, "either way", rule.Calls.Where(c => c.Failed && c.Succeeded));
            if (!rule.Openings.IsEmpty)
            {
                output.WriteLine($"  opened      {Ways(rule.Openings)}");
                output.WriteLine($"  path        {(rule.Path is { } path ? Paths(path) : "any")}");
            }

            if (!rule.Sockets.IsEmpty)
            {
                output.WriteLine($"  socket      {SocketText.OfKinds(rule.Sockets)}");
                output.WriteLine($"  with        {(rule.Ends is { } ends ? Some(ends, SocketText.OfEnd) : "anybody")}");
            }
        }

        output.WriteLine();
        output.WriteLine("Sent always, for what they change:");
        output.WriteLine($"  {string.Join(", ", calls.Where(c => !IsFiltered(c)).Select(c => c.Call.Name))}");
    }

    public static void WriteJson(Utf8JsonWriter json, KernelPlan plan, IReadOnlyList<WatchedCall> calls)
    {
        json.WriteStartObject();
        json.WriteStartArray("rules");
        foreach (var rule in plan.Rules.Where(r => !r.Calls.IsEmpty))
        {
            json.WriteStartObject();
            json.WriteString("rule", rule.Rule.Name);
            WriteNames(json, "succeeded", rule.Calls.Where(c => c.Succeeded).Select(c => c.Call.Name));
            WriteNames(json, "failed", rule.Calls.Where(c => c.Failed).Select(c => c.Call.Name));
            if (!rule.Openings.IsEmpty)
            {
                json.WriteString("opened", Ways(rule.Openings));
                if (rule.Path is { } path)
                    WriteNames(json, "path", path.Select(Describe));
            }

            if (!rule.Sockets.IsEmpty)
            {
                json.WriteString("socket", SocketText.OfKinds(rule.Sockets));
                if (rule.Ends is { } ends)
                    WriteNames(json, "with", ends.Select(SocketText.OfEnd));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteNames(json, "always", calls.Where(c => !IsFiltered(c)).Select(c => c.Call.Name));
        json.WriteEndObject();
    }

    private static bool IsFiltered(WatchedCall call) => (call.Interest & Interest.Filtered) != 0;

    /// <summary>What is asked about: a file only where a rule is about one, and likewise a socket.</summary>
    private static string Asked(PlannedRule[] rules)
    {
        List<string> parts = ["its call"];
        if (rules.Any(r => !r.Openings.IsEmpty))
            parts.Add("its file");
        if (rules.Any(r => !r.Sockets.IsEmpty))
            parts.Add("its socket");
        return string.Join(", ", parts) + " and its thread";
    }

    private static void WriteCalls(TextWriter output, string outcome, IEnumerable<PlannedCall> calls)
    {
        string names = string.Join(", ", calls.Select(c => c.Call.Name));
        if (names.Length > 0)
            output.WriteLine($"  {outcome,-12}{names}");
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<string> names)
    {
        json.WriteStartArray(property);
        foreach (string name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static string Ways(ImmutableArray<Opening> openings)
    {
        string[] access = [.. accesses.Where(a => openings.Any(o => (o & Opening.Access) == a)).Select(a => (int)a switch
        {
            1 => "to write",
            2 => "to read and write",
            _ => "to read",
        })];
        return access.Length == accesses.Length ? "in any way" : string.Join(" or ", access);
    }

    private static string Paths(ImmutableArray<PathAtom> atoms) => atoms.IsEmpty
        ? "none that is printable and has no two dots in a row"
        : Some(atoms, Describe);

    private static string Some<TAtom>(ImmutableArray<TAtom> atoms, Func<TAtom, string> describe) =>
        string.Join(", ", atoms.Take(MaxAtoms).Select(describe)) + (atoms.Length > MaxAtoms ? $" and {atoms.Length - MaxAtoms} more" : "");

    private static string Describe(PathAtom atom) => atom.Part switch
    {
        PathPart.Name => ".../" + atom.Text,
        PathPart.Directory => atom.Text + "/*",
        PathPart.Ending => "..." + atom.Text,
        _ => atom.Text + "...",
    };
}
