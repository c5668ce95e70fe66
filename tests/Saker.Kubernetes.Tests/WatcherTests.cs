using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using Saker.Forwarder.Tests.Servers;
using Saker.Kubernetes.Feeding;
using Saker.Kubernetes.Serving;
using Saker.State;

namespace Saker.Kubernetes.Tests;

/// <summary>From the API server through the watcher to the sensor of a node: lists, watches, bookmarks, forgotten versions, broken connections.</summary>
public sealed class WatcherTests : IAsyncLifetime
{
    private readonly Dictionary<string, ClusterPod> pods = [];
    private readonly ConcurrentQueue<string> warnings = new();
    private FakeApiServer api = null!;
    private MetadataServer server = null!;
    private ClusterFeed feed = null!;

    public async ValueTask InitializeAsync()
    {
        api = await FakeApiServer.StartAsync();
        api.Put("namespaces", "", "shop", labels: new JsonObject { ["team"] = "sales" });
        string deployment = api.Put("deployments", "shop", "cart", labels: new JsonObject { ["app"] = "cart" });
        string set = api.Put("replicasets", "shop", "cart-7d9", owner: ("Deployment", deployment));
        api.Put("services", "shop", "cart", new JsonObject { ["selector"] = new JsonObject { ["app"] = "cart" } }, new JsonObject { ["tier"] = "front" });
        api.Put("services", "shop", "cart-admin", new JsonObject { ["selector"] = new JsonObject { ["app"] = "cart" } });
        api.Put("services", "other", "cart", new JsonObject { ["selector"] = new JsonObject { ["app"] = "cart" } });
        Uid = PutPod("cart-0", "node-1", set);
        PutPod("elsewhere", "node-2", set);
        ReplicaSet = set;
        var address = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free());
        server = await MetadataServer.StartAsync(new KubernetesClientConfiguration { Host = api.Address }, address, new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()), warnings.Enqueue);
        feed = new ClusterFeed(new FeedOptions($"http://{address}", "node-1", ""), _ => { });
        await Until(() => pods.Count == 1 && pods[Uid].Services.Length == 2);
    }

    private string Uid { get; set; } = "";

    private string ReplicaSet { get; set; } = "";

    public async ValueTask DisposeAsync()
    {
        feed.Dispose();
        await server.DisposeAsync();
        await api.DisposeAsync();
    }

    [Fact]
    public void A_node_learns_of_its_pods_and_of_what_they_belong_to()
    {
        var pod = pods[Uid];
        Text(pod.Pod.Name).Should().Be("cart-0");
        Text(pod.Ip).Should().Be("10.0.0.7");
        Text(pod.Namespace!.Name).Should().Be("shop");
        Text(pod.Namespace.Labels.Find("team")!).Should().Be("sales");
        Text(pod.ReplicaSet!.Name).Should().Be("cart-7d9");
        Text(pod.Deployment!.Name).Should().Be("cart");
        pod.Services.Select(s => Text(s.Name)).Should().Equal("cart", "cart-admin");
        pod.ReplicationController.Should().BeNull();
    }

    [Fact]
    public async Task Changes_come_through()
    {
        string uid = PutPod("cart-1", "node-1", ReplicaSet);
        await Until(() => pods.ContainsKey(uid));
        api.Put("namespaces", "", "shop", labels: new JsonObject { ["team"] = "marketing" });
        await Until(() => Text(pods[uid].Namespace!.Labels.Find("team")!) == "marketing");
        api.Delete("services", "shop", "cart-admin");
        await Until(() => pods.Values.All(p => p.Services.Length == 1));
        api.Put("services", "shop", "new", new JsonObject { ["selector"] = new JsonObject { ["app"] = "cart" } });
        await Until(() => pods.Values.All(p => p.Services.Length == 2));
        api.Delete("pods", "shop", "cart-1");
        await Until(() => !pods.ContainsKey(uid));
        pods.Keys.Should().Equal(Uid);
    }

    [Fact]
    public async Task A_watch_goes_on_from_its_bookmark_after_the_connection_broke()
    {
        await Until(() => api.Watching == 6);
        long lists = server.Watch.Counts.Lists;
        api.Bookmark();
        await Until(() => server.Watch.Counts.Bookmarks >= 6);
        api.Forget();
        api.Bookmark();
        await Until(() => server.Watch.Counts.Bookmarks >= 12);
        api.Disconnect();
        await Until(() => server.Watch.Counts.Failures >= 1);
        string uid = PutPod("cart-2", "node-1", ReplicaSet);
        await Until(() => pods.ContainsKey(uid));
        server.Watch.Counts.Lists.Should().Be(lists, "bookmarks told a version that the server still knew");
        server.Watch.Counts.Forgotten.Should().Be(0);
    }

    [Fact]
    public async Task When_the_server_has_forgotten_the_version_all_is_listed_anew()
    {
        await Until(() => api.Watching == 6);
        long lists = server.Watch.Counts.Lists;
        string uid = "";
        api.Disconnect(meanwhile: () =>
        {
            api.Delete("pods", "shop", "cart-0");
            uid = PutPod("cart-3", "node-1", ReplicaSet);
            api.Forget();
        });
        await Until(() => pods.ContainsKey(uid) && !pods.ContainsKey(Uid));
        server.Watch.Counts.Forgotten.Should().BeGreaterThan(0);
        server.Watch.Counts.Lists.Should().BeGreaterThan(lists);
    }

    [Fact]
    public async Task A_thousand_pods_come_and_go_and_none_is_wrong()
    {
        var expected = new Dictionary<string, string>();
        var random = new Random(7);
        for (int i = 0; i < 1000; i++)
        {
            string name = $"churn-{i}";
            string uid = PutPod(name, random.Next(2) == 0 ? "node-1" : "node-2", ReplicaSet);
            bool stays = random.Next(4) == 0;
            if (!stays)
                api.Delete("pods", "shop", name);
            else
                expected[uid] = name;
            if (i == 400)
                api.Disconnect();
            if (i == 600)
                api.Forget();
        }

        await Until(() => api.Watching == 6);
        string last = PutPod("last", "node-1", ReplicaSet);
        await Until(() => pods.ContainsKey(last));
        var onNode = expected.Where(e => api.NodeOf("shop", e.Value) == "node-1").ToDictionary();
        await Until(() => pods.Count == onNode.Count + 2);
        foreach (var (uid, name) in onNode)
        {
            Text(pods[uid].Pod.Name).Should().Be(name);
            Text(pods[uid].Deployment!.Name).Should().Be("cart");
            pods[uid].Services.Should().HaveCount(2);
        }
    }

    [Fact]
    public async Task What_went_while_the_watcher_was_away_goes_when_it_is_back()
    {
        string uid = PutPod("cart-4", "node-1", ReplicaSet);
        await Until(() => pods.ContainsKey(uid));
        var former = server;
        await former.DisposeAsync();
        api.Delete("pods", "shop", "cart-4");
        pods.Should().ContainKey(uid, "what is known stays while nobody says otherwise");
        var address = former.Sensors;
        server = await MetadataServer.StartAsync(new KubernetesClientConfiguration { Host = api.Address }, address, new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free()), warnings.Enqueue);
        await Until(() => !pods.ContainsKey(uid));
        pods.Should().ContainKey(Uid);
    }

    [Fact]
    public async Task Kubectl_makes_a_pod_and_the_node_learns_of_it()
    {
        Assert.SkipUnless(Kubectl("version", "--client").Code == 0, "kubectl is not installed");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"by-hand","namespace":"shop","labels":{"app":"cart"}},"spec":{"nodeName":"node-1","containers":[{"name":"c","image":"i"}]}}
            """, TestContext.Current.CancellationToken);
        var (code, output) = Kubectl("--server", api.Address, "create", "--validate=false", "-f", file);
        File.Delete(file);
        code.Should().Be(0, output);
        await Until(() => pods.Values.Any(p => Text(p.Pod.Name) == "by-hand" && p.Services.Length == 2));
        Kubectl("--server", api.Address, "get", "pods", "-n", "shop").Output.Should().Contain("by-hand");
        Kubectl("--server", api.Address, "delete", "pod", "by-hand", "-n", "shop", "--wait=false").Code.Should().Be(0);
        await Until(() => pods.Values.All(p => Text(p.Pod.Name) != "by-hand"));
    }

    private static (int Code, string Output) Kubectl(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }

    private string PutPod(string name, string node, string owner) => api.Put(
        "pods", "shop", name, new JsonObject { ["nodeName"] = node }, new JsonObject { ["app"] = "cart" }, ("ReplicaSet", owner), "10.0.0.7");

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text);

    private async Task Until(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            while (feed.TryTake(out var news))
            {
                if (news.Pod is null)
                    pods.Remove(news.Uid);
                else
                    pods[news.Uid] = news.Pod;
            }

            if (condition())
                return;
            if (clock.Elapsed > TimeSpan.FromSeconds(20))
                throw new TimeoutException($"{pods.Count} pods: {string.Join(' ', pods.Values.Select(p => Text(p.Pod.Name)))}; {string.Join('\n', warnings)}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
