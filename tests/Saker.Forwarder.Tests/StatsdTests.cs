using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Counts as datagrams: https://github.com/statsd/statsd/blob/master/docs/metric_types.md and
/// https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/
/// </summary>
public sealed class StatsdTests : IDisposable
{
    private readonly Socket plain = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket tagged = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"saker-statsd-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, long> sums = new();

    public void Dispose()
    {
        plain.Dispose();
        tagged.Dispose();
        File.Delete(path);
    }

    [Fact]
    public async Task Counts_are_sent_as_they_grow()
    {
        plain.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        tagged.Bind(new UnixDomainSocketEndPoint(path));
        var reading = Task.WhenAll(ReadAsync(plain), ReadAsync(tagged));
        await using var fake = await Fake.StartAsync();
        await using (var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("STATSD_FORWARDER", $"127.0.0.1:{((IPEndPoint)plain.LocalEndPoint!).Port}"),
            ("STATSD_NAMESPACE", "ours."), ("DOGSTATSD_FORWARDER", $"unix://{path}"), ("DOGSTATSD_NAMESPACE", "saker."), ("DOGSTATSD_TAGS", "env:prod")))
        {
            for (int i = 0; i < 5; i++)
                await bench.PostAsync(Bench.Alert(i));
            await bench.PostAsync("no alert");
            await Wait.UntilAsync(() => sums.GetValueOrDefault("ours.outputs.webhook.ok|c") == 5, () => string.Join('\n', sums));
            await bench.PostAsync(Bench.Alert(5, "Critical"));
        }

        Dictionary<string, long> expected = new()
        {
            ["ours.inputs.requests.accepted|c"] = 6, ["ours.inputs.requests.rejected|c"] = 1, ["ours.falco.accepted.Warning|c"] = 5,
            ["ours.falco.accepted.Critical|c"] = 1, ["ours.outputs.webhook.ok|c"] = 6,
            ["saker.inputs.requests.accepted|c|#env:prod"] = 6, ["saker.inputs.requests.rejected|c|#env:prod"] = 1, ["saker.falco.accepted|c|#priority:Warning,env:prod"] = 5,
            ["saker.falco.accepted|c|#priority:Critical,env:prod"] = 1, ["saker.outputs|c|#output:webhook,status:ok,env:prod"] = 6,
        };
        // Each of the two is read as fast as it goes.
        await Wait.UntilAsync(() => expected.All(e => sums.GetValueOrDefault(e.Key) == e.Value), () => string.Join('\n', sums));
        sums.Should().BeEquivalentTo(expected);
        Dispose();
        await reading;
    }

    [Fact]
    public async Task Nobody_who_listens_is_said_once()
    {
        await using var bench = await Bench.StartAsync(("DOGSTATSD_FORWARDER", "unix:///nowhere/socket"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.StartsWith("dogstatsd gets no counts: ", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
    }

    private async Task ReadAsync(Socket socket)
    {
        byte[] datagram = new byte[65536];
        try
        {
            while (true)
            {
                int length = await socket.ReceiveAsync(datagram);
                foreach (string line in Encoding.UTF8.GetString(datagram, 0, length).Split('\n'))
                {
                    // NAME:VALUE|c, and tags behind it.
                    int colon = line.IndexOf(':', StringComparison.Ordinal), bar = line.IndexOf('|', StringComparison.Ordinal);
                    sums.AddOrUpdate(line[..colon] + line[bar..], long.Parse(line[(colon + 1)..bar]), (_, sum) => sum + long.Parse(line[(colon + 1)..bar]));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
