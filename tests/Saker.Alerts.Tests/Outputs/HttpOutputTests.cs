using Saker.Alerts.Channels;
using Saker.Alerts.Spooling;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts posted to an endpoint that is not always well.</summary>
public sealed class HttpOutputTests : IDisposable
{
    private static readonly TimeSpan patient = TimeSpan.FromSeconds(10);

    private readonly Endpoint endpoint = new();
    private readonly List<string> echoes = [];
    private readonly string directory = Directory.CreateTempSubdirectory("saker-http-").FullName;

    public void Dispose()
    {
        endpoint.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_request_is_what_was_configured()
    {
        endpoint.Up();
        var options = new HttpOptions { Url = endpoint.Url, Json = true, UserAgent = "a sensor", Compress = true, Echo = true, KeepAlive = true, Timeout = patient };
        using (var deliveries = new Deliveries(Deliveries.Quick, (new HttpOutput(options, echoes.Add), null)))
            deliveries.Add(1);
        endpoint.Bodies.Should().Equal("alert 0");
        endpoint.Headers["Content-Type"].Should().Be("application/json");
        endpoint.Headers["Content-Encoding"].Should().Be("gzip");
        endpoint.Headers["User-Agent"].Should().Be("a sensor");
        echoes.Should().Equal("thanks");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_endpoint_that_goes_down_gets_every_alert_once_it_is_up(bool isSpooled)
    {
        endpoint.Up();
        using var deliveries = Open(isSpooled);
        deliveries.Add(10);
        // Not only received: what was not answered yet would be sent again.
        Wait.Until(() => deliveries.Counts("http").Delivered == 10, () => $"{deliveries.Counts("http")}");
        endpoint.Down();
        deliveries.Add(20);
        Wait.Until(() => deliveries.Counts("http").Retried > 0, () => "nothing is tried again");
        if (isSpooled)
            Wait.Until(() => deliveries.Counts("http") is { OnDisk: 20, InMemory: 0 }, () => $"{deliveries.Counts("http")}");
        endpoint.Up();
        deliveries.Add(10);
        Wait.Until(() => deliveries.Counts("http").Delivered == 40, () => $"{deliveries.Counts("http")}");
        endpoint.Bodies.Should().Equal(Deliveries.Lines(40));
        deliveries.Counts("http").Should().BeEquivalentTo(new { Lost = 0L, Waiting = 0L });
        deliveries.Log.Should().ContainSingle(l => l.Contains("wait until it works again", StringComparison.Ordinal))
            .And.ContainSingle(l => l.Contains("http works again", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_run_could_not_deliver_the_next_one_does()
    {
        using (var deliveries = Open(isSpooled: true))
            deliveries.Add(20);
        endpoint.Up();
        using var next = Open(isSpooled: true);
        Wait.Until(() => endpoint.Bodies.Count == 20, () => $"{endpoint.Bodies.Count} of 20");
        endpoint.Bodies.Should().Equal(Deliveries.Lines(20));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(404)]
    [InlineData(301)]
    public void A_status_that_may_pass_is_waited_for(int status)
    {
        endpoint.Answer(status);
        endpoint.Up();
        using var deliveries = Open(isSpooled: false);
        deliveries.Add(2);
        Wait.Until(() => deliveries.Counts("http").Delivered == 2, () => $"{deliveries.Counts("http")}");
        endpoint.Bodies.Should().Equal(Deliveries.Lines(2));
        endpoint.Requests.Should().Be(3);
        deliveries.Log.Should().Contain(l => l.Contains($"answers {status} ", StringComparison.Ordinal));
    }

    [Fact]
    public void An_endpoint_is_left_alone_for_as_long_as_it_asks_for()
    {
        endpoint.Answer(503, retryAfter: 1);
        endpoint.Up();
        using var deliveries = Open(isSpooled: false);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        deliveries.Add(1);
        Wait.Until(() => endpoint.Bodies.Count == 1, () => "the alert does not come");
        clock.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(0.95));
    }

    [Fact]
    public void An_alert_that_is_refused_is_lost_and_the_next_ones_are_not()
    {
        endpoint.Answer(400);
        endpoint.Up();
        using var deliveries = Open(isSpooled: true);
        deliveries.Add(3);
        Wait.Until(() => deliveries.Counts("http") is { Lost: 1, Delivered: >= 2, Waiting: 0 }, () => $"{deliveries.Counts("http")}");
        endpoint.Bodies.Where(b => b.StartsWith("alert", StringComparison.Ordinal)).Should().Equal("alert 1", "alert 2");
    }

    [Fact]
    public void A_request_without_an_answer_is_made_again()
    {
        endpoint.Answer(0);
        endpoint.Answer(0);
        endpoint.Up();
        using var deliveries = Open(isSpooled: false, timeout: TimeSpan.FromMilliseconds(500));
        deliveries.Add(1);
        Wait.Until(() => deliveries.Counts("http").Delivered == 1, () => "the alert does not come");
        endpoint.Bodies.Should().NotBeEmpty().And.OnlyContain(b => b == "alert 0");
        endpoint.Requests.Should().BeGreaterThanOrEqualTo(3);
        deliveries.Counts("http").Retried.Should().Be(0);
    }

    private Deliveries Open(bool isSpooled, TimeSpan? timeout = null) => new(
        Deliveries.Quick,
        (new HttpOutput(new HttpOptions { Url = endpoint.Url, Json = false, Timeout = timeout ?? patient }, echoes.Add),
            isSpooled ? Spool.Open(directory, 1024 * 1024) : null));
}
