using System.Text;
using Saker.Alerts.Streaming;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts as they come, for who keeps up and who does not.</summary>
public sealed class StreamTests
{
    [Fact]
    public void Who_does_not_keep_up_is_told_where_and_how_many_it_missed()
    {
        using var stream = new AlertStream(maxSubscribers: 2, capacity: 3);
        using var slow = stream.Subscribe()!;
        using var quick = stream.Subscribe()!;
        stream.Subscribe().Should().BeNull();
        for (int i = 0; i < 5; i++)
        {
            stream.Write(Deliveries.Numbered(i), CancellationToken.None);
            Take(quick).Should().Be(($"alert {i}", 0));
        }

        for (int i = 0; i < 3; i++)
            Take(slow).Should().Be(($"alert {i}", 0));
        stream.Write(Deliveries.Numbered(5), CancellationToken.None);
        Take(slow).Should().Be(("alert 5", 2));
        Take(slow).Should().Be((null, 0));
    }

    [Fact]
    public void What_was_missed_last_is_told_without_a_further_alert()
    {
        using var stream = new AlertStream(maxSubscribers: 1, capacity: 1);
        using (var slow = stream.Subscribe()!)
        {
            for (int i = 0; i < 3; i++)
                stream.Write(Deliveries.Numbered(i), CancellationToken.None);
            Take(slow).Should().Be(("alert 0", 0));
            Take(slow).Should().Be((null, 2));
        }

        using var next = stream.Subscribe();
        next.Should().NotBeNull();
    }

    private static (string? Line, long Missed) Take(AlertSubscription subscription)
    {
        var (alert, missed) = subscription.Take(TimeSpan.Zero);
        return (alert is null ? null : Encoding.UTF8.GetString(alert.Line.Span), missed);
    }
}
