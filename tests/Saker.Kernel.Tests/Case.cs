using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>One call that an act made, and what the act says that the event of it must tell: every parameter, in order, as "name=value".</summary>
/// <param name="Call">The call as the act's source has it.</param>
/// <param name="Result">What it returned, minus the error number when it failed.</param>
/// <param name="Event">The event that it makes.</param>
/// <param name="Expected">One text for each parameter of the event.</param>
internal sealed record Case(string Call, long Result, EventInfo Event, IReadOnlyList<ExpectedValue> Expected)
{
    /// <summary>What stands before the name of a call in the source.</summary>
    private const string Prefix = "SYS_";

    /// <summary>The cases in what an act printed: a line each, with the result, the call and the parameters between tabs.</summary>
    public static IEnumerable<Case> Read(string output) =>
        output.Split('\n').Select(line => line.Split('\t')).Where(part => part is ["case", ..]).Select(part => Read(long.Parse(part[1]), part[2], part[3]));

    /// <summary>The system call by the name that this project gives it.</summary>
    public string Name => Call[Prefix.Length..].Split(',', ' ', '(', ')')[0];

    public bool Fits(Recorded record) => Expected.All(e => e.Fits(record, Result));

    /// <summary>What the one of some records that comes nearest has otherwise.</summary>
    public string Differences(IEnumerable<Recorded> records)
    {
        var nearest = records.MaxBy(r => Expected.Count(e => e.Fits(r, Result)));
        return nearest is null
            ? $"{this}: nothing like it"
            : $"{Call} = {Result}: {string.Join(' ', Expected.Where(e => !e.Fits(nearest, Result)))}{Environment.NewLine}  but {nearest}";
    }

    public override string ToString() => $"{Call} = {Result}: {string.Join(' ', Expected)}";

    private static Case Read(long result, string call, string expected)
    {
        var bare = new Case(call.TrimStart('('), result, EventSchema.Events[0], []);
        var info = EventSchema.Syscalls.FirstOrDefault(s => s.Name == bare.Name)?.Event ?? throw new InvalidDataException($"no event of {call}");
        return bare with { Event = info, Expected = [.. ExpectedValue.ReadAll(info, expected)] };
    }
}
