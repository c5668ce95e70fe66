using System.Text.Json;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real Alertmanager.</summary>
public sealed class AlertmanagerTests
{
    [Fact]
    public async Task Alerts_arrive_with_their_labels_and_none_is_lost_while_the_server_is_away()
    {
        await using var server = await Server().StartAsync();
        await using var bench = await Bench.StartAsync(("ALERTMANAGER_HOSTPORT", $"http://127.0.0.1:{server.Port}"), ("ALERTMANAGER_EXTRALABELS", "team:blue"));
        await Outage.SendAsync(bench, server);
        using var client = new HttpClient();
        using var alerts = JsonDocument.Parse(await client.GetStringAsync(new Uri($"http://127.0.0.1:{server.Port}/api/v2/alerts"), TestContext.Current.CancellationToken));
        // What came before the server died, it has forgotten.
        string[] numbers = [.. alerts.RootElement.EnumerateArray().Select(a => a.GetProperty("labels").GetProperty("number").GetString()!)];
        numbers.Select(int.Parse).Should().Contain(Enumerable.Range(10, 20));
        foreach (var alert in alerts.RootElement.EnumerateArray())
        {
            var labels = alert.GetProperty("labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!);
            labels.Remove("number");
            labels.Should().BeEquivalentTo(new Dictionary<string, string>
            {
                ["alertname"] = "Terminal shell", ["rule"] = "Terminal shell", ["source"] = "falco", ["eventsource"] = "syscall", ["hostname"] = "host-1",
                ["priority"] = "Warning", ["severity"] = "warning", ["tags"] = "T1059,mitre_execution", ["team"] = "blue", ["proc_name"] = "bash", ["user_name"] = "root",
                ["evt_time"] = "1714564800000000001",
            });
            alert.GetProperty("annotations").GetProperty("summary").GetString().Should().Be("Terminal shell");
        }
    }

    private static ServerProcess Server() => new("prometheus-alertmanager", s =>
    [
        $"--config.file={s.Write("alertmanager.yml", "route: {receiver: none}\nreceivers: [{name: none}]\n")}", $"--storage.path={Path.Combine(s.Folder, "data")}",
        $"--web.listen-address=127.0.0.1:{s.Port}", "--cluster.listen-address=",
    ]);
}
