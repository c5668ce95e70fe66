using Saker.Forwarder.Configuration;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Logs;

/// <summary>What cannot be read, and who reads.</summary>
public sealed class LogConfigurationTests
{
    private const string Redis = "INPUT_REDIS_ADDRESS=127.0.0.1:9;INPUT_REDIS_KEY=k";
    private const string Webhook = "WEBHOOK_ADDRESS=http://127.0.0.1:9/";

    [Theory]
    [InlineData(Redis, "INPUT_REDIS_ADDRESS", "no output is configured")]
    [InlineData($"{Redis};REDIS_ADDRESS=127.0.0.1:9;REDIS_KEY=k", "INPUT_REDIS_ADDRESS", "alerts would go round for ever")]
    [InlineData("INPUT_KAFKA_HOSTPORT=a:1;INPUT_KAFKA_TOPIC=t;KAFKA_HOSTPORT=a:1;KAFKA_TOPIC=t", "INPUT_KAFKA_HOSTPORT", "alerts would go round for ever")]
    [InlineData($"{Redis};{Webhook};INPUT_REDIS_GROUP=a b", "INPUT_REDIS_GROUP", "letters, digits")]
    [InlineData($"{Redis};{Webhook};INPUT_REDIS_TAKEOVER=1ms", "INPUT_REDIS_TAKEOVER", "between 1s and 30m")]
    [InlineData($"{Redis};{Webhook};INPUT_REDIS_FROM=middle", "INPUT_REDIS_FROM", "one of oldest, newest")]
    [InlineData($"INPUT_NATS_HOSTPORT=127.0.0.1:9;INPUT_NATS_STREAM=s;{Webhook};INPUT_NATS_GROUP=a.b", "INPUT_NATS_GROUP", "no names with dots")]
    [InlineData($"INPUT_KAFKA_HOSTPORT=a:1;INPUT_KAFKA_TOPIC=t;{Webhook};INPUT_KAFKA_SASL=NTLM", "INPUT_KAFKA_SASL", "one of PLAIN")]
    public async Task What_cannot_be_read_is_an_error_that_names_the_key(string variables, string key, string why) =>
        (await FluentActions.Awaiting(() => Bench.StartAsync(Variables.VariableTrial.Pairs(variables))).Should().ThrowAsync<ForwarderConfigException>())
            .Which.Message.Should().Contain(key).And.Contain(why);

    [Theory]
    [MemberData(nameof(LogServer.Kinds), MemberType = typeof(LogServer))]
    public async Task A_new_group_may_begin_with_what_is_new(string kind)
    {
        await using var server = await LogServer.StartAsync(kind);
        await using var fake = await Fake.StartAsync();
        await using var writer = await Bench.StartAsync(server.Writer);
        await Outage.SendAsync(writer, 0, 5);
        await Outage.DeliveredAsync(writer);
        await using var reader = await Bench.StartAsync([.. server.Reader, ($"INPUT_{kind.ToUpperInvariant()}_FROM", "newest"), ("WEBHOOK_ADDRESS", $"{fake.Url}")]);
        await Wait.UntilAsync(() => reader.Log.Any(l => l.StartsWith($"input {kind}: reads ", StringComparison.Ordinal)), () => string.Join('\n', reader.Log));
        int sent = 5;
        await Wait.UntilAsync(
            () =>
            {
                // A reader of Kafka learns after it has joined where the end is.
                writer.PostAsync(Bench.Alert(sent++)).Result.EnsureSuccessStatusCode();
                return !fake.Requests.IsEmpty;
            },
            () => string.Join('\n', reader.Log));
        Outage.Number(fake.Requests.First().Body).Should().BeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Of_a_stream_some_subjects_are_read()
    {
        await using var server = await LogServer.StartAsync("nats");
        await using var fake = await Fake.StartAsync();
        await using var writer = await Bench.StartAsync(server.Writer);
        foreach (var (number, priority) in new[] { (1, "Warning"), (2, "Critical"), (3, "Notice"), (4, "Critical") })
            (await writer.PostAsync(Bench.Alert(number, priority))).EnsureSuccessStatusCode();
        await Outage.DeliveredAsync(writer);
        await using var reader = await Bench.StartAsync([.. server.Reader, ("INPUT_NATS_SUBJECT", "falco.critical.*"), ("WEBHOOK_ADDRESS", $"{fake.Url}")]);
        await Wait.UntilAsync(() => fake.Requests.Count == 2, () => string.Join('\n', reader.Log));
        fake.Requests.Should().OnlyContain(r => r.Body.Contains("\"priority\":\"Critical\"", StringComparison.Ordinal));
        // Another choice holds for the same group.
        await reader.RestartAsync(("INPUT_NATS_SUBJECT", "falco.notice.*"));
        (await writer.PostAsync(Bench.Alert(9, "Notice"))).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => fake.Requests.Any(r => r.Body.Contains("\"number\":\"9\"", StringComparison.Ordinal)), () => string.Join('\n', reader.Log));
    }

    [Theory]
    [InlineData("INPUT_KAFKA_SASL=PLAIN", "login  $ConnectionString s3cr3t-kafka")]
    [InlineData("INPUT_KAFKA_SASL=SCRAM_SHA512", "mechanism SCRAM-SHA-512")]
    [InlineData("INPUT_KAFKA_CLIENTID=reader-1", "client reader-1")]
    [InlineData("INPUT_KAFKA_TLS=true", "TLS")]
    public async Task Brokers_are_told_who_reads(string more, string said)
    {
        await using var broker = new KafkaLogin();
        await using var bench = await Bench.StartAsync([("INPUT_KAFKA_HOSTPORT", $"127.0.0.1:{broker.Port}"), ("INPUT_KAFKA_TOPIC", "alerts"), ("INPUT_KAFKA_USERNAME", "$ConnectionString"),
            ("INPUT_KAFKA_PASSWORD", "s3cr3t-kafka"), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/"), .. Variables.VariableTrial.Pairs(more)]);
        await Wait.UntilAsync(() => broker.Said.Any(s => s.StartsWith(said, StringComparison.Ordinal)), () => string.Join('\n', [.. broker.Said, .. bench.Log]));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("INPUT_KAFKA")]
    [InlineData("KAFKA")]
    public async Task Event_hubs_are_told_who_one_is_by_a_token_for_the_namespace(string section)
    {
        await using var broker = new KafkaLogin();
        await using var authority = await Fake.StartAsync();
        authority.Answer = (_, _) => (200, """{"access_token":"s3cr3t.of.azure","expires_in":3599,"token_type":"Bearer"}""");
        await using var bench = await Bench.StartAsync(($"{section}_HOSTPORT", $"127.0.0.1:{broker.Port}"), ($"{section}_TOPIC", "alerts"), ($"{section}_SASL", "OAUTHBEARER"),
            ("AZURE_TENANTID", "t"), ("AZURE_CLIENTID", "c"), ("AZURE_CLIENTSECRET", "s3cr3t-azure"), ("AZURE_AUTHORITYHOST", $"{authority.Url}"), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => broker.Said.Any(s => s.StartsWith("login n,,", StringComparison.Ordinal)), () => string.Join('\n', [.. broker.Said, .. bench.Log]));
        broker.Said.Should().Contain("mechanism OAUTHBEARER").And.Contain("login n,,\u0001auth=Bearer s3cr3t.of.azure\u0001\u0001");
        authority.Requests.First().Target.Should().Be("/t/oauth2/v2.0/token");
        authority.Requests.First().Body.Should().Contain("scope=https%3A%2F%2F127.0.0.1%2F.default");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task A_token_that_is_not_given_is_said()
    {
        await using var authority = await Fake.StartAsync();
        authority.Answer = (_, _) => (401, "");
        await using var broker = new KafkaLogin();
        await using var bench = await Bench.StartAsync(("INPUT_KAFKA_HOSTPORT", $"127.0.0.1:{broker.Port}"), ("INPUT_KAFKA_TOPIC", "alerts"), ("INPUT_KAFKA_SASL", "OAUTHBEARER"),
            ("AZURE_TENANTID", "t"), ("AZURE_CLIENTID", "c"), ("AZURE_CLIENTSECRET", "s3cr3t-azure"), ("AZURE_AUTHORITYHOST", $"{authority.Url}"), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/"));
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("input kafka: kafka://", StringComparison.Ordinal) && l.Contains("gives no token: it answers 401", StringComparison.Ordinal)),
            () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("nats", "INPUT_NATS_HOSTPORT", "nats://user:s3cr3t-wrong@")]
    [InlineData("redis", "INPUT_REDIS_PASSWORD", "s3cr3t-wrong")]
    public async Task A_password_that_is_wrong_is_said_and_not_shown(string kind, string variable, string wrong)
    {
        await using var server = await LogServer.StartAsync(kind);
        string value = wrong.EndsWith('@') ? wrong + server.Reader.Single(v => v.Name == variable).Value.Split('@')[1] : wrong;
        await using var bench = await Bench.StartAsync([.. server.Reader, (variable, value), ("WEBHOOK_ADDRESS", "http://127.0.0.1:9/")]);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith($"input {kind}: {kind}://127.0.0.1:", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().MatchRegex("(?i)auth").And.NotContain("s3cr3t");
        // With the right one it goes on.
        await bench.RestartAsync((variable, server.Reader.Single(v => v.Name == variable).Value));
        await Wait.UntilAsync(() => kind == "nats" ? bench.Log.Any(l => l.Contains("stream not found", StringComparison.Ordinal)) : bench.Log.Any(l => l.Contains("reads redis://", StringComparison.Ordinal)),
            () => string.Join('\n', bench.Log));
    }
}
