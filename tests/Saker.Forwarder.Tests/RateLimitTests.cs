using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Input;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Outputs that are not to get every alert are told of the others.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public void What_is_too_much_is_summarised_when_its_interval_ends()
    {
        var clock = new Clock();
        var limit = new SummarisingLimit(2, TimeSpan.FromMinutes(1), clock);
        Enumerable.Range(0, 5).Select(i => limit.Admits(Alert(i))).Should().Equal(true, true, false, false, false);
        limit.Admits(Alert(5, "Critical")).Should().BeTrue("another priority is another kind");
        limit.Admits(Alert(6, host: "host-2")).Should().BeTrue("so is another machine");
        limit.Summaries().Should().BeEmpty();
        clock.Now += TimeSpan.FromMinutes(1);
        limit.Admits(Alert(7)).Should().BeTrue("another interval has begun");
        var summary = limit.Summaries().Should().ContainSingle().Which;
        summary.Field(SummarisingLimit.CountField).Should().Be("3");
        summary.Field("number").Should().Be("4");
        summary.Output.Should().StartWith("3 more alerts of this kind within 60 s, the last of them: ");
        summary.Rule.Should().Be("Terminal shell");
        summary.Id.Should().NotBe(Alert(4).Id);
        limit.Summaries(all: true).Should().BeEmpty();
    }

    [Fact]
    public async Task An_output_gets_what_its_limit_allows_and_one_alert_for_the_rest()
    {
        await using var limited = await Fake.StartAsync();
        await using var all = await Fake.StartAsync();
        await using (var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{limited.Url}"), ("WEBHOOK_RATELIMIT_ALERTS", "3"), ("WEBHOOK_RATELIMIT_INTERVAL", "1h"),
            ("TALON_ADDRESS", $"{all.Url}")))
        {
            for (int i = 0; i < 10; i++)
                await bench.PostAsync(Bench.Alert(i));
            await Wait.UntilAsync(() => limited.Requests.Count == 3 && all.Requests.Count == 10, () => $"{limited.Requests.Count}, {all.Requests.Count}");
            (await bench.MetricsAsync()).Should().Contain("saker_forward_summarised_total{destination=\"webhook\"} 7").And.Contain("saker_forward_summarised_total{destination=\"talon\"} 0");
        }

        // Its end ends all intervals.
        limited.Requests.Should().HaveCount(4);
        var summary = JsonNode.Parse(limited.Requests.Last().Body)!;
        ((int)summary["output_fields"]!["saker.summarised"]!).Should().Be(7);
        ((string?)summary["output_fields"]!["number"]).Should().Be("9");
    }

    [Fact]
    public async Task A_summary_comes_when_its_interval_ends()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_RATELIMIT_ALERTS", "1"), ("WEBHOOK_RATELIMIT_INTERVAL", "2s"));
        for (int i = 0; i < 3; i++)
            await bench.PostAsync(Bench.Alert(i));
        await Wait.UntilAsync(() => fake.Requests.Any(r => r.Body.Contains("saker.summarised", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task An_alert_that_finds_no_room_and_comes_again_counts_once()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (503, "");
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_RATELIMIT_ALERTS", "2"), ("WEBHOOK_RATELIMIT_INTERVAL", "1h"),
            ("QUEUE_CAPACITY", "1"), ("SPOOL_DIRECTORY", "none"));
        await Outage.SendAsync(bench, 0, 1);
        for (int i = 0; i < 3; i++)
            (await bench.PostAsync(Bench.Alert(1))).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        fake.Answer = (_, _) => (200, "");
        await Outage.DeliveredAsync(bench);
        await Outage.SendAsync(bench, 1, 2);
        await Outage.DeliveredAsync(bench);
        fake.Taken.Select(r => Outage.Number(r.Body)).Should().Equal(0, 1);
        (await bench.MetricsAsync()).Should().Contain("saker_forward_summarised_total{destination=\"webhook\"} 1");
    }

    private static ForwardedAlert Alert(int number, string priority = "Warning", string host = "host-1") =>
        AlertParser.Parse(Encoding.UTF8.GetBytes(Bench.Alert(number, priority, host)))!;

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
