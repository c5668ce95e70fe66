using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Policy reports, against an API server that keeps them: objects as https://kubernetes.io/docs/reference/using-api/api-concepts/ has it, reports as
/// https://github.com/kubernetes-sigs/wg-policy-prototypes/blob/master/policy-report/pkg/api/wgpolicyk8s.io/v1alpha2/policyreport_types.go
/// </summary>
public sealed class PolicyReportTests : IDisposable
{
    private const string Api = "/apis/wgpolicyk8s.io/v1alpha2";
    private const string Cluster = $"{Api}/clusterpolicyreports/falco-cluster-policy-report";

    private readonly string kubeconfig = Path.GetTempFileName();
    private readonly ConcurrentDictionary<string, JsonObject> objects = new();
    private readonly string[] namespaces = ["shop", "falco"];
    private int version;

    public void Dispose() => File.Delete(kubeconfig);

    [Fact]
    public async Task Alerts_are_in_the_report_of_their_namespace_or_of_the_cluster()
    {
        await using var server = await StartAsync();
        await using var bench = await BenchAsync(server);
        await bench.PostAsync(Bench.Alert(0));
        await bench.PostAsync(Alert(1, "Critical", """ "k8s.ns.name":"shop","k8s.pod.name":"cart-1" """));
        await bench.PostAsync(Alert(2, "Notice", """ "ka.target.namespace":"shop","ka.target.resource":"deployments","ka.target.name":"cart" """));
        await bench.PostAsync(Alert(3, "Error", """ "k8s.ns.name":"gone","k8s.pod.name":"p" """));
        await Outage.DeliveredAsync(bench);

        var cluster = objects[Cluster];
        ((string?)cluster["kind"]).Should().Be("ClusterPolicyReport");
        ((string?)cluster["metadata"]!["labels"]!["app.kubernetes.io/managed-by"]).Should().Be("falcosidekick");
        var result = cluster["results"]!.AsArray().Single()!;
        ((string?)result["policy"], (string?)result["rule"], (string?)result["source"], (string?)result["severity"], (string?)result["result"])
            .Should().Be(("syscall", "Terminal shell", "Falco", "medium", "warn"));
        ((long)result["timestamp"]!["seconds"]!).Should().Be(1714564800);
        ((string?)result["message"]).Should().Contain("A shell was spawned");
        ((string?)result["properties"]!["proc.name"]).Should().Be("bash");
        result.AsObject().Should().NotContainKey("resources");

        var shop = objects[$"{Api}/namespaces/shop/policyreports/falco-policy-report"];
        ((string?)shop["kind"]).Should().Be("PolicyReport");
        shop["results"]!.AsArray().Select(r => ((string?)r!["severity"], (string?)r["result"])).Should().Equal(("critical", "fail"), ("low", "skip"));
        shop["results"]!.AsArray().Select(r => r!["resources"]![0]!.ToJsonString()).Should().Equal(
            """{"apiVersion":"v1","kind":"Pod","name":"cart-1","namespace":"shop"}""", """{"apiVersion":"apps/v1","kind":"Deployment","name":"cart","namespace":"shop"}""");
        shop["summary"]!.ToJsonString().Should().Be("""{"pass":0,"fail":1,"warn":0,"error":0,"skip":1}""");
        objects[$"{Api}/namespaces/falco/policyreports/falco-policy-report"]["results"]!.AsArray().Should().ContainSingle();
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("false", "2,3,4")]
    [InlineData("true", "0,2,4")]
    public async Task A_full_report_lets_go_of_the_oldest_or_of_the_least_grave(string byPriority, string kept)
    {
        await using var server = await StartAsync();
        await using var bench = await BenchAsync(server, ("POLICYREPORT_MAXEVENTS", "3"), ("POLICYREPORT_PRUNEBYPRIORITY", byPriority));
        string[] priorities = ["Critical", "Debug", "Error", "Notice", "Warning"];
        for (int i = 0; i < priorities.Length; i++)
            await bench.PostAsync(Bench.Alert(i, priorities[i]));
        await Outage.DeliveredAsync(bench);
        string.Join(',', Numbers()).Should().Be(kept);
    }

    [Fact]
    public async Task An_alert_that_was_written_is_not_there_twice_though_the_answer_was_lost()
    {
        await using var server = await StartAsync();
        var answer = server.Answer;
        int writes = 0;
        server.Answer = (context, seen) => answer(context, seen) is var told && seen.Method != "GET" && ++writes is 1 or 3 ? (0, "") : told;
        await using var bench = await BenchAsync(server);
        for (int i = 0; i < 5; i++)
            await bench.PostAsync(Bench.Alert(i));
        await Outage.DeliveredAsync(bench);
        Numbers().Should().BeEquivalentTo(["0", "1", "2", "3", "4"]);
        writes.Should().BeGreaterThan(2);
    }

    [Fact]
    public async Task Off_is_off()
    {
        await using var bench = await Bench.StartAsync(("POLICYREPORT_ENABLED", "false"));
        bench.Log.Should().Contain("outputs: none");
    }

    private static string Alert(int number, string priority, string fields) => $$$"""
        {"output":"o","priority":"{{{priority}}}","rule":"r","source":"syscall","time":"2024-05-01T12:00:00Z","output_fields":{"number":"{{{number}}}",{{{fields}}}}}
        """;

    private IEnumerable<string> Numbers() => objects[Cluster]["results"]!.AsArray().Select(r => (string)r!["properties"]!["number"]!);

    private async Task<Bench> BenchAsync(Fake server, params (string, string)[] variables)
    {
        await File.WriteAllTextAsync(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: here
            clusters:
            - name: here
              cluster: {server: "{{server.Url.ToString().TrimEnd('/')}}" }
            contexts: [{name: here, context: {cluster: here, user: me} }]
            users: [{name: me, user: {token: s3cr3t-kube-token} }]
            """);
        return await Bench.StartAsync([("POLICYREPORT_ENABLED", "true"), ("POLICYREPORT_KUBECONFIG", kubeconfig), ("POLICYREPORT_FALCONAMESPACE", "falco"), .. variables]);
    }

    private async Task<Fake> StartAsync()
    {
        var fake = await Fake.StartAsync();
        fake.Answer = (context, seen) =>
        {
            context.Response.ContentType = "application/json";
            string path = seen.Target.Split('?')[0];
            if (seen.Headers.GetValueOrDefault("Authorization") != "Bearer s3cr3t-kube-token")
                return Status(401);
            if (path.Split('/') is [_, "apis", "wgpolicyk8s.io", "v1alpha2", "namespaces", var name, ..] && seen.Method == "POST" && !namespaces.Contains(name))
                return Status(404);
            switch (seen.Method)
            {
                case "GET":
                    return objects.TryGetValue(path, out var found) ? (200, found.ToJsonString()) : Status(404);
                case "POST" when seen.Headers["Content-Type"].StartsWith("application/json", StringComparison.Ordinal):
                    var created = Stored(seen);
                    return objects.TryAdd($"{path}/{(string)created["metadata"]!["name"]!}", created) ? (201, created.ToJsonString()) : Status(409);
                case "PUT" when objects.TryGetValue(path, out var former):
                    if ((string?)JsonNode.Parse(seen.Body)!["metadata"]!["resourceVersion"] != (string?)former["metadata"]!["resourceVersion"])
                        return Status(409);
                    objects[path] = Stored(seen);
                    return (200, objects[path].ToJsonString());
                default:
                    return Status(400);
            }
        };
        return fake;
    }

    private JsonObject Stored(Seen seen)
    {
        var stored = JsonNode.Parse(seen.Body)!.AsObject();
        ((string?)stored["apiVersion"]).Should().Be("wgpolicyk8s.io/v1alpha2");
        stored["metadata"]!["resourceVersion"] = $"{++version}";
        return stored;
    }

    private static (int, string) Status(int code) => (code, $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","code":{{code}}}""");
}
