namespace Saker.Kernel.Tests;

internal static class RecordedAssertions
{
    /// <summary>Checks every parameter: the expected ones must be all that the event has.</summary>
    public static void ShouldHave(this Recorded record, params (string Name, object Value)[] expected)
    {
        expected.Select(e => e.Name).Should().BeEquivalentTo(record.Event.Info.Params.ToArray().Select(p => p.Name));
        foreach (var (name, value) in expected)
        {
            object actual = value switch
            {
                string => record.Text(name),
                byte[] => record.Bytes(name),
                null => record.IsEmpty(name),
                _ => record.Number(name),
            };
            actual.Should().BeEquivalentTo(value, $"that is {name} of {record}");
        }
    }
}
