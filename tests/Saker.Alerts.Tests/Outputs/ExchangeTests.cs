using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Outputs are exchanged while alerts come.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public void What_waited_for_an_output_is_given_to_its_successor()
    {
        var (former, next, other) = (new Held("a"), new Held("a", isHeld: false), new Held("b", isHeld: false));
        using var deliveries = new Deliveries(Deliveries.Quick, (former, null), (other, null));
        deliveries.Add(10);
        former.WaitUntilAsked();
        deliveries.Outputs.Exchange(next);
        Wait.Until(() => next.Lines.Count == 10, () => string.Join('\n', next.Lines));
        deliveries.Add(5);
        Wait.Until(() => next.Lines.Count == 15 && other.Lines.Count == 15, () => string.Join('\n', next.Lines));
        next.Lines.Should().Equal(Deliveries.Lines(15));
        former.Lines.Should().BeEmpty();
        deliveries.Counts("a").Should().BeEquivalentTo(new { Delivered = 15L, Lost = 0L, Retried = 0L });
    }

    [Fact]
    public void An_output_starts_once_what_it_takes_the_place_of_is_gone()
    {
        var former = new Held("a", isHeld: false);
        var next = new Held("a", isHeld: false) { Before = () => former.IsDisposed };
        using var deliveries = new Deliveries(Deliveries.Quick, (former, null));
        Wait.Until(() => former.IsStarted, () => "the first has not started");
        deliveries.Outputs.Exchange(next);
        Wait.Until(() => next.IsStarted, () => "the second has not started");
    }

    [Fact]
    public void One_that_ends_is_given_what_waits_and_one_that_starts_what_comes()
    {
        var (former, next) = (new Held("a", isHeld: false), new Held("b", isHeld: false));
        using var deliveries = new Deliveries(Deliveries.Quick, (former, null));
        deliveries.Add(3);
        deliveries.Outputs.Start(next, null);
        deliveries.Add(2);
        deliveries.Outputs.End("a");
        deliveries.Add(1);
        Wait.Until(() => next.Lines.Count == 3, () => string.Join('\n', next.Lines));
        former.Lines.Should().Equal(Deliveries.Lines(5));
        deliveries.Outputs.Lost.Should().Be(0);
        Wait.Until(() => deliveries.Outputs.Delivered == 8, () => $"{deliveries.Outputs.Delivered} of 8");
    }
}
