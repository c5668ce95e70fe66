using Saker.Events;

namespace Saker.Kernel.Tests;

internal static class RecordedAssertions
{
    /// <summary>Checks every parameter: the expected ones must be all that the event has.</summary>
    public static void ShouldHave(this Recorded record, params (string Name, object Value)[] expected)
    {
        expected.Select(e => e.Name).Should().BeEquivalentTo(record.Event.Info.Params.ToArray().Select(p => p.Name));
        foreach (var (name, value) in expected)
            Actual(record, name, value).Should().BeEquivalentTo(value, $"that is {name} of {record}");
    }

    /// <summary>Checks that one of the events of a kind has exactly these parameters, for calls that the program makes at other times too.</summary>
    public static Recorded ShouldShow(this Act act, EventCode code, params (string Name, object Value)[] expected) => act.Records.ShouldShow(code, expected);

    /// <summary>The same of any events.</summary>
    public static Recorded ShouldShow(this IEnumerable<Recorded> records, EventCode code, params (string Name, object Value)[] expected)
    {
        var candidates = records.Where(r => r.Code == code).ToList();
        expected.Select(e => e.Name).Should().Equal(EventSchema.Events[(int)code].Params.ToArray().Select(p => p.Name));
        return candidates.Find(r => expected.All(e => IsSame(Actual(r, e.Name, e.Value), e.Value)))
            ?? throw new InvalidOperationException($"no {code} with {string.Join(", ", expected.Select(Shown))} among{Environment.NewLine}{string.Join(Environment.NewLine, candidates)}");
    }

    private static bool IsSame(object actual, object expected) =>
        actual is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[])expected) : actual.Equals(expected);

    private static string Shown((string Name, object Value) param) => $"{param.Name}={(param.Value is byte[] bytes ? Convert.ToHexString(bytes) : param.Value)}";

    private static object Actual(Recorded record, string name, object value) => value switch
    {
        string => record.Text(name),
        byte[] => record.Bytes(name),
        _ => record.Event.TryGetNumber(record.Index(name), out long number) ? number : "empty",
    };
}
