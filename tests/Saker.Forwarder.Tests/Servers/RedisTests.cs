using StackExchange.Redis;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real Redis.</summary>
public sealed class RedisTests
{
    private const string Password = "s3cr3t-redis";

    [Theory]
    [InlineData("list")]
    [InlineData("hashmap")]
    [InlineData("stream")]
    public async Task Alerts_arrive_whole_and_none_is_lost_while_the_server_is_away(string storage)
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", Password), ("REDIS_STORAGETYPE", storage),
            ("REDIS_KEY", "alerts"), ("REDIS_DATABASE", "3"));
        await Outage.SendAsync(bench, server);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},password={Password},defaultDatabase=3");
        var database = client.GetDatabase();
        string[] Stored() => storage switch
        {
            "list" => [.. database.ListRange("alerts").Select(v => v.ToString())],
            "hashmap" => [.. database.HashGetAll("alerts").Select(e => e.Value.ToString()).OrderBy(Outage.Number)],
            _ => [.. database.StreamRange("alerts").Select(e => e["alert"].ToString())],
        };
        await Wait.UntilAsync(() => Stored().Select(Outage.Number).Distinct().Count() == Outage.Alerts, () => string.Join('\n', bench.Log));
        Outage.ShouldHoldAll(Stored());
        if (storage == "hashmap")
            database.HashGetAll("alerts").Should().HaveCount(Outage.Alerts).And.OnlyContain(e => e.Value.ToString().Contains($"\"uuid\":\"{e.Name}\"", StringComparison.Ordinal));
        string.Join('\n', bench.Log).Should().NotContain(Password);
    }

    [Theory]
    [InlineData("20", 20, 40)]
    [InlineData("0", 200, 200)]
    public async Task A_stream_keeps_the_newest_alerts_and_not_many_more_than_it_is_to(string length, int least, int most)
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", Password), ("REDIS_STORAGETYPE", "stream"),
            ("REDIS_MAXLEN", length));
        await Outage.SendAsync(bench, 0, 200);
        await Outage.DeliveredAsync(bench);
        await using var client = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port},password={Password}");
        int[] kept = [.. client.GetDatabase().StreamRange("falco").Select(e => Outage.Number(e["alert"].ToString()))];
        kept.Length.Should().BeInRange(least, most);
        kept.Should().Equal(Enumerable.Range(200 - kept.Length, kept.Length));
    }

    [Fact]
    public async Task A_password_that_is_wrong_is_said_and_not_shown()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", "s3cr3t-wrong"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().Contain($"redis://127.0.0.1:{server.Port}").And.NotContain("s3cr3t");
    }

    [Fact]
    public async Task One_of_several_users_is_let_in_by_name()
    {
        await using var server = await new ServerProcess("redis-server", s => ["--port", $"{s.Port}", "--bind", "127.0.0.1", "--dir", s.Folder,
            "--user", "default", "off", "--user", "forwarder", "on", ">s3cr3t-redis-user", "~*", "&*", "+@all"]).StartAsync();
        await using var bench = await Bench.StartAsync(("REDIS_ADDRESS", $"127.0.0.1:{server.Port}"), ("REDIS_PASSWORD", "s3cr3t-redis-user"));
        await Outage.SendAsync(bench, 0, 1);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await bench.RestartAsync(("REDIS_USERNAME", "forwarder"));
        await Outage.DeliveredAsync(bench);
        (await bench.MetricsAsync()).Should().MatchRegex("outputs_total{[^}]*status=\"ok\"} 1");
    }

    // What it has written outlives that it is killed; the disk itself, which may take long, is needed only for a loss of power.
    private static ServerProcess Server() => new("redis-server",
        s => ["--port", $"{s.Port}", "--bind", "127.0.0.1", "--dir", s.Folder, "--appendonly", "yes", "--appendfsync", "no", "--requirepass", Password]);
}
