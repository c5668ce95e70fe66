using System.Text;
using Saker.Alerts.Aggregation;
using Saker.Alerts.Outputs;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts that become one.</summary>
public sealed class AggregationTests : IDisposable
{
    private const ulong Second = 1_000_000_000;

    private readonly Held output = new("output", isHeld: false);

    public void Dispose() => output.Dispose();

    [Fact]
    public void Alerts_of_one_key_within_the_window_become_one()
    {
        using (var outputs = Open(new AggregationOptions(TimeSpan.FromSeconds(10), [], FollowsClock: false)))
        {
            Add(outputs, 1, "a", "first a");
            Add(outputs, 2, "b", "only b");
            Add(outputs, 3, null, "alone");
            Add(outputs, 11, "a", "third a");
            Add(outputs, 12, "a", "next a");
        }

        output.Lines.Should().Equal(
            "alone",
            "first a (count=2 first=1970-01-01T00:00:01.000000000Z last=1970-01-01T00:00:11.000000000Z)",
            "only b",
            "next a");
    }

    [Fact]
    public void In_JSON_their_number_and_times_are_a_key_of_its_own()
    {
        using (var outputs = Open(new AggregationOptions(TimeSpan.FromSeconds(10), [], FollowsClock: false), json: true))
        {
            Add(outputs, 1, "a", "{\"hostname\":\"h\"}");
            Add(outputs, 1, "a", "{\"hostname\":\"h\"}");
        }

        output.Lines.Should().Equal(
            "{\"aggregate\":{\"count\":2,\"first\":\"1970-01-01T00:00:01.000000000Z\",\"last\":\"1970-01-01T00:00:01.000000000Z\"},\"hostname\":\"h\"}");
    }

    [Fact]
    public void An_output_that_wants_objects_gets_one_with_the_number()
    {
        var whole = new Held("whole", isHeld: false) { TakesObjects = true };
        var (lines, objects) = ("line"u8.ToArray(), "{\"hostname\":\"h\"}"u8.ToArray());
        using (var outputs = new AlertOutputs([(output, null), (whole, null)], Deliveries.Quick, new AlertFormat { Aggregation = new(TimeSpan.FromSeconds(10), [], FollowsClock: false) }, (_, _) => { }))
        {
            for (int i = 0; i < 2; i++)
                outputs.Add(new Alert(Second, "a rule", "Warning", "syscall", lines) { Key = "a", Object = objects });
        }

        output.Lines.Should().Equal("line (count=2 first=1970-01-01T00:00:01.000000000Z last=1970-01-01T00:00:01.000000000Z)");
        whole.Lines.Should().Equal(
            "{\"aggregate\":{\"count\":2,\"first\":\"1970-01-01T00:00:01.000000000Z\",\"last\":\"1970-01-01T00:00:01.000000000Z\"},\"hostname\":\"h\"}");
    }

    [Fact]
    public void Where_time_goes_by_without_events_the_window_ends_nonetheless()
    {
        using var outputs = Open(new AggregationOptions(TimeSpan.FromMilliseconds(50), [], FollowsClock: true));
        ulong now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        Add(outputs, now, "a", "one");
        Wait.Until(() => output.Lines.Count == 1, () => "nothing comes");
    }

    private static void Add(AlertOutputs outputs, ulong second, string? key, string line) =>
        outputs.Add(new Alert(second * Second, "a rule", "Warning", "syscall", Encoding.UTF8.GetBytes(line)) { Key = key });

    private AlertOutputs Open(AggregationOptions options, bool json = false) =>
        new([(output, null)], Deliveries.Quick, new AlertFormat { Json = json, Aggregation = options }, (_, _) => { });
}
