using System.Text;
using System.Text.Json;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Logs;

/// <summary>
/// A forwarder writes alerts to a log and others read them: real servers of Redis and NATS, and the cluster of Kafka that librdkafka mimics, groups of
/// consumers among what it knows.
/// </summary>
public sealed class LogReadingTests
{
    public static TheoryData<string> Kinds => LogServer.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_one_forwarder_writes_another_delivers_as_it_was(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using var near = await Fake.StartAsync();
        await using var far = await Fake.StartAsync();
        await using var writer = await Bench.StartAsync([.. server.Writer, ("WEBHOOK_ADDRESS", $"{near.Url}")]);
        await using var reader = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{far.Url}")]);
        await Outage.SendAsync(writer, 0, Outage.Alerts);
        await ArriveAsync(Outage.Alerts, reader, far);
        Outage.ShouldHoldAll(far.Requests.Select(r => r.Body));
        await Outage.DeliveredAsync(writer);
        far.Requests.Select(r => r.Body).Should().Equal(near.Requests.Select(r => r.Body), "the ids are the same, too");
        // An alert is counted once it is kept, and may be delivered before that.
        string[] counts =
        [
            $"falcosecurity_falcosidekick_inputs_total{{source=\"{kind}\",status=\"accepted\"}} {Outage.Alerts}\n",
            "falcosecurity_falcosidekick_inputs_total{source=\"requests\",status=\"accepted\"} 0\n",
            $"saker_forward_input_connected{{source=\"{kind}\"}} 1\n",
            $"saker_forward_input_paused{{source=\"{kind}\"}} 0\n",
            $"saker_forward_input_lag_alerts{{source=\"{kind}\"}} 0\n",
        ];
        await Wait.UntilAsync(() => reader.MetricsAsync().Result is var metrics && counts.All(c => metrics.Contains(c, StringComparison.Ordinal)), () => reader.MetricsAsync().Result);
        string.Join('\n', [.. writer.Log, .. reader.Log]).Should().NotContain("s3cr3t");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Readers_of_a_group_share_and_another_group_gets_all(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using var writer = await Bench.StartAsync(server.Writer);
        await Outage.SendAsync(writer, 0, 1);
        await Outage.DeliveredAsync(writer);
        await using Fake first = await Fake.StartAsync(), second = await Fake.StartAsync(), other = await Fake.StartAsync();
        await using var one = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{first.Url}")]);
        await ArriveAsync(1, one, first);
        await using var two = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{second.Url}")]);
        await using var three = await Bench.StartAsync([.. server.Reader, ($"INPUT_{kind.ToUpperInvariant()}_GROUP", "others"), ("WEBHOOK_ADDRESS", $"{other.Url}")]);
        await ReadsAsync(two, kind);
        await ReadsAsync(three, kind);
        int sent = 1;
        await Wait.UntilAsync(
            () =>
            {
                // Machines have their partitions, and whoever asks first is given what there is.
                writer.PostAsync(Bench.Alert(sent, host: $"host-{sent}")).Result.EnsureSuccessStatusCode();
                sent++;
                return first.Requests.Count > 10 && second.Requests.Count > 10;
            },
            () => $"{first.Requests.Count} and {second.Requests.Count} of {sent}");
        await Wait.UntilAsync(() => first.Requests.Count + second.Requests.Count >= sent && other.Requests.Count >= sent,
            () => $"{first.Requests.Count}, {second.Requests.Count} and {other.Requests.Count} of {sent}");
        Numbers(first, second).Order().Should().Equal(Enumerable.Range(0, sent));
        Numbers(other).Order().Should().Equal(Enumerable.Range(0, sent));
        if (kind == "kafka")
            Hosts(first).Should().NotIntersectWith(Hosts(second), "a machine has its partition");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_no_alert_is_a_dead_letter_and_holds_up_nothing(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using var fake = await Fake.StartAsync();
        await using var writer = await Bench.StartAsync(server.Writer);
        await Outage.SendAsync(writer, 0, 1);
        await Outage.DeliveredAsync(writer);
        await server.WriteAsync(Encoding.UTF8.GetBytes("no alert,\nin two lines"));
        await server.WriteAsync([0xff, 0x00, 0xfe]);
        await Outage.SendAsync(writer, 1, 1);
        await Outage.DeliveredAsync(writer);
        await using var reader = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{fake.Url}")]);
        await ArriveAsync(2, reader, fake);
        string rejected = $"falcosecurity_falcosidekick_inputs_total{{source=\"{kind}\",status=\"rejected\"}} ";
        await Wait.UntilAsync(() => reader.MetricsAsync().Result.Contains($"{rejected}2", StringComparison.Ordinal), () => reader.MetricsAsync().Result);
        reader.Log.Should().ContainSingle(l => l.Contains(" is no alert; it is kept as a dead letter", StringComparison.Ordinal));
        var letters = (await File.ReadAllLinesAsync(Path.Combine(reader.Spool, $"input.{kind}.dead.jsonl"), TestContext.Current.CancellationToken))
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();
        letters.Select(l => l.TryGetProperty("value", out var value) ? value.GetString() : "").Should().BeEquivalentTo("no alert,\nin two lines", "");
        letters.Single(l => l.TryGetProperty("base64", out _)).GetProperty("base64").GetBytesFromBase64().Should().Equal(0xff, 0x00, 0xfe);
        letters.Should().OnlyContain(l => l.GetProperty("place").GetString()!.Length > 0);
        // All of it is acknowledged.
        await reader.RestartAsync();
        await Outage.SendAsync(writer, 2, 1);
        await ArriveAsync(3, reader, fake);
        (await reader.MetricsAsync()).Should().Contain($"{rejected}0");
        Numbers(fake).Order().Should().Equal(0, 1, 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_log_may_be_away_at_the_start_and_later(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using var fake = await Fake.StartAsync();
        await using var writer = await Bench.StartAsync(server.Writer);
        await Outage.SendAsync(writer, 0, 10);
        await Outage.DeliveredAsync(writer);
        await server.TakeDownAsync();
        await using var reader = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{fake.Url}"), ("DELIVERY_TIMEOUT", "5s")]);
        await Wait.UntilAsync(() => reader.Log.Any(l => l.StartsWith($"input {kind}: {kind}://127.0.0.1:", StringComparison.Ordinal)
            && l.EndsWith("; it is tried again until it works", StringComparison.Ordinal)), () => string.Join('\n', reader.Log));
        (await reader.MetricsAsync()).Should().Contain($"saker_forward_input_connected{{source=\"{kind}\"}} 0");
        // Whoever posts alerts is answered all the same.
        (await reader.PostAsync(Bench.Alert(1000))).EnsureSuccessStatusCode();
        await server.BringUpAsync();
        await ArriveAsync(11, reader, fake);
        await server.TakeDownAsync();
        await Outage.SendAsync(writer, 10, 10);
        await Wait.UntilAsync(() => reader.MetricsAsync().Result.Contains($"saker_forward_input_connected{{source=\"{kind}\"}} 0", StringComparison.Ordinal), () => string.Join('\n', reader.Log));
        await server.BringUpAsync();
        await ArriveAsync(21, reader, fake);
        Numbers(fake).Where(n => n < 1000).Distinct().Should().Equal(Enumerable.Range(0, 20));
        reader.Log.Count(l => l.StartsWith($"input {kind}: reads {kind}://127.0.0.1:", StringComparison.Ordinal)).Should().BeGreaterThanOrEqualTo(2);
        string.Join('\n', reader.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task While_no_output_has_room_alerts_stay_in_the_log_and_are_still_the_readers(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using Fake ill = await Fake.StartAsync(), well = await Fake.StartAsync();
        ill.Answer = (_, _) => (500, "");
        await using var writer = await Bench.StartAsync(server.Writer);
        await Outage.SendAsync(writer, 0, Outage.Alerts);
        await Outage.DeliveredAsync(writer);
        await using var full = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{ill.Url}"), ("SPOOL_DIRECTORY", "none"), ("QUEUE_CAPACITY", "3")]);
        await Wait.UntilAsync(() => full.MetricsAsync().Result.Contains($"saker_forward_input_paused{{source=\"{kind}\"}} 1", StringComparison.Ordinal), () => string.Join('\n', full.Log));
        // For longer than a reader that were gone would be waited for, another reads on.
        await using var other = await Bench.StartAsync([.. server.Reader, ("WEBHOOK_ADDRESS", $"{well.Url}")]);
        await ReadsAsync(other, kind);
        long since = System.Diagnostics.Stopwatch.GetTimestamp();
        int sent = Outage.Alerts;
        await Wait.UntilAsync(
            () =>
            {
                writer.PostAsync(Bench.Alert(sent, host: $"host-{sent}")).Result.EnsureSuccessStatusCode();
                sent++;
                return well.Requests.Count >= 10 && System.Diagnostics.Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(5);
            },
            () => string.Join('\n', other.Log));
        string metrics = await full.MetricsAsync();
        metrics.Should().Contain("saker_forward_queue_alerts{destination=\"webhook\"} 3").And.Contain("saker_forward_lost_total{destination=\"webhook\"} 0");
        ill.Answer = (_, _) => (200, "");
        await Wait.UntilAsync(() => Numbers(ill, well).Distinct().Count() == sent, () => $"{Numbers(ill, well).Distinct().Count()} of {sent}: {string.Join('\n', full.Log)}", seconds: 60);
        Numbers(ill, well).Order().Should().Equal(Enumerable.Range(0, sent));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_reader_that_is_killed_loses_nothing(string kind)
    {
        const int Alerts = 600, Rounds = 3;
        string spool = Directory.CreateTempSubdirectory("saker-log-kill-").FullName;
        await using (var server = await LogServer.StartAsync(kind))
        await using (var fake = await Fake.StartAsync())
        {
            fake.Answer = (_, _) =>
            {
                Thread.Sleep(2);
                return (200, "");
            };
            await using var writer = await Bench.StartAsync(server.Writer);
            await Outage.SendAsync(writer, 0, Alerts);
            await Outage.DeliveredAsync(writer);
            for (int round = 1; round <= Rounds; round++)
            {
                // Before all is read, and while some of it is on its way.
                await using var process = ForwarderProcess.Start([.. server.Reader, ("WEBHOOK_ADDRESS", $"{fake.Url}"), ("SPOOL_DIRECTORY", spool)]);
                int enough = Numbers(fake).Distinct().Count() + 20;
                await Wait.UntilAsync(() => Numbers(fake).Distinct().Count() >= enough, () => process.Said, seconds: 60);
                process.Kill();
            }

            await using var last = ForwarderProcess.Start([.. server.Reader, ("WEBHOOK_ADDRESS", $"{fake.Url}"), ("SPOOL_DIRECTORY", spool)]);
            await Wait.UntilAsync(() => Numbers(fake).Distinct().Count() == Alerts, () => $"{Numbers(fake).Distinct().Count()} of {Alerts}: {last.Said}", seconds: 60);
            fake.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("uuid").GetString()).Distinct().Should().HaveCount(Alerts, "one that comes twice has its id still");
        }

        Directory.Delete(spool, recursive: true);
    }

    private static Task ReadsAsync(Bench bench, string kind) =>
        Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith($"input {kind}: reads ", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));

    private static Task ArriveAsync(int count, Bench reader, Fake fake) =>
        Wait.UntilAsync(() => Numbers(fake).Distinct().Count() == count, () => $"{fake.Requests.Count} of {count}: {string.Join('\n', reader.Log)}", seconds: 60);

    private static List<int> Numbers(params Fake[] fakes) => [.. fakes.SelectMany(f => f.Taken).Select(r => Outage.Number(r.Body))];

    private static IEnumerable<string> Hosts(Fake fake) =>
        fake.Requests.Select(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("hostname").GetString()!).Where(h => h != "host-1");
}
