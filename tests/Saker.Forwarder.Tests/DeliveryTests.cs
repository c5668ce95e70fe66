using System.Text.Json;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Alerts for an endpoint that is not always well.</summary>
public sealed class DeliveryTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task Alerts_wait_in_order_until_the_endpoint_is_well_again(int illness)
    {
        await using var fake = await Fake.StartAsync();
        bool ill = true;
        fake.Answer = (context, _) =>
        {
            context.Response.Headers.RetryAfter = illness == 429 ? "1" : default;
            return Volatile.Read(ref ill) ? (illness, "") : (200, "");
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        for (int i = 0; i < 20; i++)
            await bench.PostAsync(Bench.Alert(i));
        (await bench.MetricsAsync()).Should().Contain("saker_forward_queue_alerts{destination=\"webhook\"} 20");
        // The first may still be on its way there for the first time.
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        Volatile.Write(ref ill, false);
        // The longest pause between two attempts is half a minute.
        await Wait.UntilAsync(() => Numbers(fake).Count == 20, () => $"{Numbers(fake).Count} of 20", seconds: 60);
        Numbers(fake).Should().Equal(Enumerable.Range(0, 20));
        bench.Log.Should().ContainSingle(l => l.Contains("wait until it works again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_reason_of_an_outage_is_said_once()
    {
        await using var fake = await Fake.StartAsync();
        int attempts = 0;
        fake.Answer = (_, _) => Interlocked.Increment(ref attempts) switch
        {
            1 or 2 => (500, ""),
            3 => (503, ""),
            _ => (200, ""),
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("output webhook works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        bench.Log.Where(l => l.StartsWith("output webhook", StringComparison.Ordinal)).Should().HaveCount(3)
            .And.ContainSingle(l => l.StartsWith("output webhook: http://127.0.0.1", StringComparison.Ordinal) && l.Contains("500", StringComparison.Ordinal))
            .And.ContainSingle(l => l.StartsWith("output webhook: now http://127.0.0.1", StringComparison.Ordinal) && l.Contains("503", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_one_run_could_not_deliver_the_next_one_does()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (503, "");
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        for (int i = 0; i < 10; i++)
            await bench.PostAsync(Bench.Alert(i));
        await bench.StopAsync();
        fake.Answer = (_, _) => (200, "");
        await bench.RestartAsync();
        await Wait.UntilAsync(() => Numbers(fake).Count == 10, () => $"{Numbers(fake).Count} of 10");
        Numbers(fake).Should().Equal(Enumerable.Range(0, 10));
    }

    [Fact]
    public async Task An_alert_that_is_refused_becomes_a_dead_letter_and_the_next_one_goes_on()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => seen.Body.Contains("\"number\":\"1\"", StringComparison.Ordinal) ? (400, "") : (200, "");
        await using var bench = await Bench.StartAsync(("LOKI_HOSTPORT", $"{fake.Url}"), ("LOKI_FORMAT", "json"), ("WEBHOOK_ADDRESS", $"{fake.Url}"));
        for (int i = 0; i < 3; i++)
            await bench.PostAsync(Bench.Alert(i));
        string file = Path.Combine(bench.Spool, "webhook.dead.jsonl");
        await Wait.UntilAsync(() => fake.Requests.Count(r => r.Target == "/") == 3 && File.Exists(file), () => "no dead letter");
        // The endpoint has seen an alert before it is counted.
        await Outage.DeliveredAsync(bench);
        (await bench.MetricsAsync()).Should().Contain("saker_forward_dead_letters_total{destination=\"webhook\"} 1")
            .And.Contain("falcosecurity_falcosidekick_outputs_total{destination=\"webhook\",status=\"ok\"} 2");
        using var letter = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        letter.RootElement.GetProperty("output_fields").GetProperty("number").GetString().Should().Be("1");
    }

    [Fact]
    public async Task An_output_that_fails_does_not_hold_up_another()
    {
        await using var well = await Fake.StartAsync();
        await using var ill = await Fake.StartAsync();
        ill.Answer = (_, _) => (500, "");
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{well.Url}"), ("TALON_ADDRESS", $"{ill.Url}"));
        for (int i = 0; i < 50; i++)
            await bench.PostAsync(Bench.Alert(i));
        await Wait.UntilAsync(() => well.Requests.Count == 50, () => $"{well.Requests.Count} of 50");
    }

    [Fact]
    public async Task Machines_go_side_by_side_and_each_in_order()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("WEBHOOK_MAXCONCURRENTREQUESTS", "4"));
        for (int i = 0; i < 200; i++)
            await bench.PostAsync(Bench.Alert(i, host: $"host-{i % 5}"));
        await Wait.UntilAsync(() => fake.Requests.Count == 200, () => $"{fake.Requests.Count} of 200");
        foreach (var machine in Numbers(fake).GroupBy(n => n % 5))
            machine.Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task The_same_alert_has_the_same_id_however_often_it_is_sent()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        await bench.PostAsync(Bench.Alert(7));
        await bench.PostAsync(Bench.Alert(7));
        await bench.PostAsync(Bench.Alert(8));
        await Wait.UntilAsync(() => fake.Requests.Count == 3, () => $"{fake.Requests.Count} of 3");
        string[] ids = [.. fake.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("uuid").GetString()!)];
        ids[1].Should().Be(ids[0]);
        ids[2].Should().NotBe(ids[0]);
    }

    [Fact]
    public async Task Secrets_are_neither_logged_nor_counted()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (500, "");
        await using var bench = await Bench.StartAsync(
            ("WEBHOOK_ADDRESS", $"{fake.Url}hooks/s3cr3t-path?key=s3cr3t-query"), ("WEBHOOK_CUSTOMHEADERS", "X-Key:s3cr3t-header"),
            ("TELEGRAM_HOST", $"{fake.Url}"), ("TELEGRAM_TOKEN", "s3cr3t-token"), ("TELEGRAM_CHATID", "1"), ("OPSGENIE_ADDRESS", "http://127.0.0.1:1/"),
            ("OPSGENIE_APIKEY", "s3cr3t-api"), ("INPUT_REDIS_ADDRESS", "127.0.0.1:1"), ("INPUT_REDIS_KEY", "k"), ("INPUT_REDIS_PASSWORD", "s3cr3t-redis"),
            ("INPUT_NATS_HOSTPORT", "nats://u:s3cr3t-nats@127.0.0.1:1"), ("INPUT_NATS_STREAM", "s"), ("INPUT_NATS_TOKEN", "s3cr3t-nats-token"),
            ("INPUT_KAFKA_HOSTPORT", "127.0.0.1:1"), ("INPUT_KAFKA_TOPIC", "t"), ("INPUT_KAFKA_SASL", "PLAIN"), ("INPUT_KAFKA_USERNAME", "u"),
            ("INPUT_KAFKA_PASSWORD", "s3cr3t-kafka"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Count(l => l.EndsWith("it is tried again until it works", StringComparison.Ordinal)) == 3, () => string.Join('\n', bench.Log));
        await Wait.UntilAsync(() => bench.Log.Count(l => l.Contains("works again", StringComparison.Ordinal)) == 3, () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
        (await bench.MetricsAsync()).Should().NotContain("s3cr3t");
    }

    private static List<int> Numbers(Fake fake) =>
        [.. fake.Taken.Select(r => int.Parse(JsonDocument.Parse(r.Body).RootElement.GetProperty("output_fields").GetProperty("number").GetString()!))];
}
