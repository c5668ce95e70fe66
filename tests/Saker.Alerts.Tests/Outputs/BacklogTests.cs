using Saker.Alerts.Outputs;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>What waits, for how long, and what is said of what is lost.</summary>
public sealed class BacklogTests
{
    [Fact]
    public void A_stuck_output_blocks_no_other()
    {
        var (stuck, free) = (new Held("stuck"), new Held("free", isHeld: false));
        using (var deliveries = new Deliveries(Deliveries.Impatient, (stuck, null), (free, null)))
        {
            deliveries.Add(50);
            Wait.Until(() => free.Lines.Count == 50, () => $"{free.Lines.Count} of 50");
            Wait.Until(() => deliveries.Log.Any(IsOfStuck), () => "nothing is said of the stuck output");
            deliveries.Log.Where(IsOfStuck).Should().Equal("Critical \"stuck\" output timeout, alerts to it wait; other outputs go on");
            stuck.Release();
            Wait.Until(() => stuck.Lines.Count == 50, () => $"{stuck.Lines.Count} of 50");
        }

        stuck.Lines.Should().Equal(Deliveries.Lines(50));
    }

    [Fact]
    public void What_a_full_queue_does_not_take_is_counted_and_said_by_an_alert()
    {
        var (stuck, free) = (new Held("stuck"), new Held("free", isHeld: false));
        using var deliveries = new Deliveries(Deliveries.Quick with { Capacity = 10 }, (stuck, null), (free, null));
        deliveries.Add(1);
        stuck.WaitUntilAsked();
        // Ten find room in the queue, and for the other output one waits until the one before it is through.
        for (int i = 1; i < 30; i++)
        {
            deliveries.Add(1);
            int expected = i + 1;
            Wait.Until(() => free.Lines.Count(l => l.StartsWith("alert", StringComparison.Ordinal)) == expected, () => string.Join('\n', free.Lines));
        }

        deliveries.Counts("stuck").Should().BeEquivalentTo(new { Delivered = 0L, Lost = 19L, Waiting = 11L });
        deliveries.Outputs.Lost.Should().Be(19);
        Wait.Until(() => Told(free) == 19, () => string.Join('\n', free.Lines));
        free.Lines.Should().Contain(l => l.Contains("Error Alerts to output stuck were lost. (n_lost=", StringComparison.Ordinal));

        stuck.Release();
        Wait.Until(() => Told(stuck) == 19, () => string.Join('\n', stuck.Lines));
        stuck.Lines.Take(11).Should().Equal(Deliveries.Lines(11));
    }

    [Fact]
    public void A_queue_without_a_bound_on_their_number_has_one_on_their_size()
    {
        var stuck = new Held("stuck");
        using var deliveries = new Deliveries(Deliveries.Impatient with { MaxBytes = 10_000 }, (stuck, null));
        deliveries.Add(1);
        stuck.WaitUntilAsked();
        deliveries.Add(100, size: 1000 - 200 - "alert 99".Length);
        deliveries.Counts("stuck").Should().BeEquivalentTo(new { Lost = 90L, Waiting = 11L });
    }

    [Fact]
    public void What_is_not_taken_until_the_end_is_lost_and_said()
    {
        var stuck = new Held("stuck");
        var deliveries = new Deliveries(Deliveries.Impatient, (stuck, null));
        deliveries.Add(5);
        deliveries.Dispose();
        deliveries.Counts("stuck").Should().BeEquivalentTo(new { Delivered = 0L, Lost = 5L, Waiting = 0L });
        deliveries.Log.Should().Contain("Error output stuck: 5 alerts lost in all, 0 delivered");
    }

    /// <summary>Whether a line is about the output that is stuck: on a slow machine another may take long for an alert, too.</summary>
    private static bool IsOfStuck(string line) => line.Contains("\"stuck\"", StringComparison.Ordinal);

    /// <summary>How many lost alerts an output was told of.</summary>
    private static int Told(Held output) => output.Lines
        .Where(l => l.Contains("n_lost=", StringComparison.Ordinal))
        .Sum(l => int.Parse(l.Split("n_lost=")[1].Split(' ')[0]));
}
