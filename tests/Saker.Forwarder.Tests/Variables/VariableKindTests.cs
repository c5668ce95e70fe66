using System.Text;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary>Variables that mean the same for every output, whatever it speaks, and those whose effect takes names of a cluster.</summary>
public sealed class VariableKindTests
{
    private const string Nobody = "127.0.0.1:9";

    private const string Kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: 'http://127.0.0.1:9'}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {token: t}}]
        """;

    /// <summary>Outputs that are not tried by what an endpoint of HTTP is sent: what turns them on, towards where nobody listens.</summary>
    private static readonly string[] others =
    [
        $"NATS_HOSTPORT={Nobody}", $"STAN_HOSTPORT={Nobody};STAN_CLUSTERID=c;STAN_CLIENTID=c", $"AWS_SECURITYLAKE_BUCKET=b;AWS_SECURITYLAKE_REGION=r;AWS_SECURITYLAKE_ACCOUNTID=1",
        $"SMTP_HOSTPORT={Nobody};SMTP_FROM=a@b.c;SMTP_TO=a@b.c", $"KAFKA_HOSTPORT={Nobody};KAFKA_TOPIC=t", $"RABBITMQ_URL=amqp://{Nobody}/;RABBITMQ_QUEUE=q", $"MQTT_BROKER=tcp://{Nobody}",
        $"WAVEFRONT_ENDPOINTHOST=http://{Nobody}", "SYSLOG_HOST=127.0.0.1;SYSLOG_PORT=9", "TIMESCALEDB_HOST=127.0.0.1;TIMESCALEDB_PORT=9", $"REDIS_ADDRESS={Nobody}",
        $"OTLP_TRACES_ENDPOINT=http://{Nobody}", $"OTLP_LOGS_ENDPOINT=http://{Nobody}", "LOGSTASH_ADDRESS=127.0.0.1;LOGSTASH_PORT=9", "KUBELESS_FUNCTION=f;KUBELESS_NAMESPACE=n",
        "FISSION_FUNCTION=f", "POLICYREPORT_ENABLED=true;POLICYREPORT_KUBECONFIG=CLUSTER",
    ];

    /// <summary>The variables that are tried here: those that have no effect and say so, and priorities of all outputs.</summary>
    public static IEnumerable<string> Tried => Ignored.Select(i => i.Data).Concat(others.Select(o => Variable(o, "minimumpriority")));

    public static TheoryData<string> Others => [.. others];

    public static TheoryData<string> Ignored => [.. FalcosidekickKeyTests.All.Select(p => DestinationCatalog.Keys[p]).Where(k => !k.HasEffect).Select(k => k.Variable)];

    [Theory]
    [MemberData(nameof(Others))]
    public async Task An_output_gets_no_alerts_below_its_priority(string output)
    {
        string cluster = Path.GetTempFileName();
        await File.WriteAllTextAsync(cluster, Kubeconfig, TestContext.Current.CancellationToken);
        (string, string)[] on = [.. VariableTrial.Pairs(output).Select(v => (v.Name, v.Value.Replace("CLUSTER", cluster, StringComparison.Ordinal))), ("DELIVERY_TIMEOUT", "2s")];
        foreach (var (least, waiting) in new[] { ("", 1), ("warning", 1), ("error", 0) })
        {
            await using var bench = await Bench.StartAsync([.. on, (Variable(output, "minimumpriority"), least)]);
            (await bench.PostAsync(Bench.Alert())).EnsureSuccessStatusCode();
            (await bench.MetricsAsync()).Should().MatchRegex($"saker_forward_queue_alerts{{[^}}]*}} {waiting}\n");
        }

        File.Delete(cluster);
    }

    [Theory]
    [MemberData(nameof(Ignored))]
    public void A_variable_without_effect_says_so(string variable)
    {
        var key = DestinationCatalog.Keys.Values.Single(k => k.Variable == variable);
        List<string> warnings = [];
        SettingsReader.Read(DestinationCatalog.Keys, null, name => name == variable ? VariableTrial.Other(key) : null, warnings.Add);
        warnings.Should().ContainSingle().Which.Should().StartWith($"environment variable {variable}: ").And.Contain("Has no effect");
    }

    [Theory]
    [InlineData("OTLP_TRACES_PROTOCOL", "smoke", "OTLP_TRACES_ENDPOINT=http://127.0.0.1:9")]
    [InlineData("OTLP_METRICS_PROTOCOL", "smoke", "OTLP_METRICS_ENDPOINT=http://127.0.0.1:9")]
    [InlineData("KUBELESS_PORT", "99999", "KUBELESS_FUNCTION=f;KUBELESS_NAMESPACE=n")]
    [InlineData("REDIS_MAXLEN", "-1", "REDIS_ADDRESS=127.0.0.1:9")]
    [InlineData("NATS_MAXLEN", "many", "NATS_HOSTPORT=127.0.0.1:9")]
    [InlineData("WEBHOOK_MAXCONCURRENTREQUESTS", "-1", "WEBHOOK_ADDRESS=http://127.0.0.1:9")]
    public async Task A_value_that_cannot_be_is_an_error(string variable, string value, string on) =>
        (await FluentActions.Awaiting(() => Bench.StartAsync([.. VariableTrial.Pairs(on), (variable, value)])).Should().ThrowAsync<ForwarderConfigException>())
            .Which.Message.Should().Contain(variable);

    [Fact]
    public async Task It_listens_where_it_is_told_to()
    {
        Dictionary<string, string> variables = new() { ["LISTENADDRESS"] = "127.0.0.2", ["LISTENPORT"] = $"{LoopbackPort.Free()}", ["SPOOL_DIRECTORY"] = "none" };
        await using var forwarder = await ForwarderRun.StartAsync(null, variables.GetValueOrDefault, _ => { });
        using var client = new HttpClient();
        (await client.GetStringAsync(new Uri($"http://127.0.0.2:{variables["LISTENPORT"]}/ping"), TestContext.Current.CancellationToken)).Should().Be("pong\n");
    }

    [Theory]
    [InlineData("KUBELESS_PORT=PORT;KUBELESS_FUNCTION=f;KUBELESS_NAMESPACE=n", "f.n.svc.cluster.local", "/")]
    [InlineData("KUBELESS_PORT=PORT;KUBELESS_FUNCTION=g;KUBELESS_NAMESPACE=m", "g.m.svc.cluster.local", "/")]
    [InlineData("FISSION_ROUTERPORT=PORT;FISSION_FUNCTION=f", "router.fission.svc.cluster.local", "/fission-function/f")]
    [InlineData("FISSION_ROUTERPORT=PORT;FISSION_FUNCTION=g;FISSION_ROUTERSERVICE=r;FISSION_ROUTERNAMESPACE=n", "r.n.svc.cluster.local", "/fission-function/g")]
    public async Task A_function_is_called_by_its_name_in_the_cluster(string settings, string host, string path)
    {
        Assert.SkipUnless(Environment.UserName == "root", "a mount namespace, in which there are names of a cluster, takes root");
        string folder = Directory.CreateTempSubdirectory("saker-cluster-").FullName;
        string names = Path.Combine(folder, "hosts");
        await File.WriteAllTextAsync(names, $"127.0.0.1 localhost {host}\n", TestContext.Current.CancellationToken);
        await using (var fake = await Fake.StartAsync())
        await using (var forwarder = ForwarderProcess.StartWithNames(names, [("SPOOL_DIRECTORY", Path.Combine(folder, "spool")), .. VariableTrial.Towards(fake, VariableTrial.Pairs(settings))]))
        {
            using var client = new HttpClient();
            using var body = new StringContent(Bench.Alert(), Encoding.UTF8, "application/json");
            (await client.PostAsync(await forwarder.AddressAsync(), body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            await Wait.UntilAsync(() => fake.Requests.Count == 1, () => forwarder.Said);
            var seen = fake.Requests.Single();
            (seen.Headers["Host"], seen.Target).Should().Be(($"{host}:{fake.Url.Port}", path));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Variable(string output, string key) => $"{VariableTrial.Section(output)}.{key}".Replace('.', '_').ToUpperInvariant();
}
