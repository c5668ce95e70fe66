using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.EndToEnd.Tests.Fixture;
using Saker.EndToEnd.Tests.Fixture.Runtimes;
using Saker.Forwarder.Tests.Servers;
using Saker.Kubernetes.Tests;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>From the API server through <c>saker k8s-metadata</c> to an alert.</summary>
[Collection(nameof(RuntimesFixture))]
public class ClusterTests
{
    private const string Rule = """
        - rule: Planted in the shop
          desc: A file is read in a pod of the shop.
          condition: evt.type in (open, openat) and fd.name startswith DIRECTORY/planted and k8smeta.deployment.name = cart and k8smeta.svc.name intersects (cart)
          output: >
            planted %container.id %k8smeta.pod.name %k8smeta.ns.name %k8smeta.ns.label[team] %k8smeta.deployment.name %k8smeta.rs.name %k8smeta.svc.name
            %k8smeta.svc.label[tier] %k8smeta.pod.labels %k8smeta.rc.name %k8smeta.pod.ip
          priority: WARNING
        """;

    public ClusterTests(RuntimesFixture runtimes) => _ = runtimes;

    [Fact]
    public async Task An_alert_tells_deployment_services_and_labels_of_the_namespace()
    {
        await using var api = await FakeApiServer.StartAsync();
        api.Put("namespaces", "", "shop", labels: new JsonObject { ["team"] = "sales" });
        string deployment = api.Put("deployments", "shop", "cart");
        string set = api.Put("replicasets", "shop", "cart-7d9", owner: ("Deployment", deployment));
        api.Put("services", "shop", "cart", new JsonObject { ["selector"] = new JsonObject { ["app"] = "cart" } }, new JsonObject { ["tier"] = "front" });
        string uid = api.Put("pods", "shop", "cart-0", new JsonObject { ["nodeName"] = "node-1" }, new JsonObject { ["app"] = "cart" }, ("ReplicaSet", set), "10.0.0.7");

        int port = LoopbackPort.Free();
        string directory = OwnSensor.NewDirectory();
        string kubeconfig = Path.Combine(directory, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "{{api.Address}}"} }]
            contexts: [{name: c, context: {cluster: c, user: u} }]
            current-context: c
            users: [{name: u, user: {token: t} }]
            """, TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(LiveSensor.Metadata("Saker"),
            ["k8s-metadata", "--kubeconfig", kubeconfig, "--listen", $"127.0.0.1:{port}", "--health", $"127.0.0.1:{LoopbackPort.Free()}"])
        {
            RedirectStandardError = true,
        };
        using var watcher = Process.Start(start)!;
        try
        {
            for (string? line = ""; line is not null && !line.Contains("ready", StringComparison.Ordinal);)
                line = await watcher.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            using var docker = new FakeDocker();
            string config = $$"""
                json_output: true
                plugins:
                  - name: container
                    library_path: libcontainer.so
                    init_config:
                      engines:
                        docker: {sockets: ["{{docker.Socket}}"]}
                        podman: {enabled: false}
                        cri: {enabled: false}
                        containerd: {enabled: false}
                  - name: k8smeta
                    library_path: libk8smeta.so
                    init_config: '{"collectorHostname": "127.0.0.1", "collectorPort": {{port}}, "nodeName": "node-1"}'
                """;
            using var sensor = OwnSensor.Start(config, Rule);
            using var process = new CgroupProcess($"cat {sensor.Directory}/planted 2> /dev/null", $"kubepods/besteffort/pod{uid}");
            docker.Add(process.Id, "k8s_cart");
            process.Go();
            var fields = JsonDocument.Parse(sensor.WaitForAlert("planted")).RootElement.GetProperty("output_fields");
            fields.GetProperty("k8smeta.pod.name").GetString().Should().Be("cart-0");
            fields.GetProperty("k8smeta.ns.name").GetString().Should().Be("shop");
            fields.GetProperty("k8smeta.ns.label[team]").GetString().Should().Be("sales");
            fields.GetProperty("k8smeta.rs.name").GetString().Should().Be("cart-7d9");
            fields.GetProperty("k8smeta.svc.name").EnumerateArray().Select(e => e.GetString()).Should().Equal("cart");
            fields.GetProperty("k8smeta.svc.label[tier]").EnumerateArray().Select(e => e.GetString()).Should().Equal("front");
            fields.GetProperty("k8smeta.pod.labels").EnumerateArray().Select(e => e.GetString()).Should().Equal("app:cart");
            fields.GetProperty("k8smeta.rc.name").ValueKind.Should().Be(JsonValueKind.Null);
            fields.GetProperty("k8smeta.pod.ip").GetString().Should().Be("10.0.0.7");
        }
        finally
        {
            watcher.Kill();
            await watcher.WaitForExitAsync(TestContext.Current.CancellationToken);
            Directory.Delete(directory, recursive: true);
        }
    }
}
