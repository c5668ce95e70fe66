using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Saker.Alerts;
using Saker.Alerts.Streaming;
using Saker.Alerts.Tests.Outputs.Ends;
using Saker.Sensor.Streaming;

namespace Saker.Sensor.Tests.Streaming;

/// <summary>Server-sent events, with subscribers who stop to read.</summary>
public sealed class AlertFeedTests : IDisposable
{
    private const int Capacity = 20;
    private const int All = 2000;

    private readonly AlertStream stream = new(maxSubscribers: 2, Capacity);
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public AlertFeedTests() => listener.Start();

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task Who_stalls_is_told_how_many_it_missed_and_holds_nobody_up()
    {
        // However long it takes on a busy machine, the slow one is not given up meanwhile.
        using var feed = new AlertFeed(stream, TimeSpan.FromMinutes(5));
        using var slow = await SubscribeAsync(feed);
        using var quick = await SubscribeAsync(feed);
        using var quickReader = new StreamReader(quick.GetStream());
        for (int i = 0; i < All; i++)
        {
            // Nobody waits for the slow one: neither who writes, nor the other subscriber.
            Write(i);
            (await NextAsync(quickReader)).Should().StartWith($"data: {i} ");
        }

        using var slowReader = new StreamReader(slow.GetStream());
        int received = 0, missed = 0;
        while (received + missed < All)
        {
            string line = await NextAsync(slowReader);
            if (line == "event: missed")
            {
                missed += int.Parse(Regex.Match(await NextAsync(slowReader), "^data: {\"missed\":([0-9]+)}$").Groups[1].Value);
                continue;
            }

            line.Should().StartWith($"data: {received + missed} ");
            received++;
        }

        missed.Should().BePositive();
    }

    [Fact]
    public async Task Who_takes_nothing_for_long_loses_its_place()
    {
        using var feed = new AlertFeed(stream, TimeSpan.FromMilliseconds(500));
        using var dead = await SubscribeAsync(feed);
        using var another = stream.Subscribe()!;
        stream.Subscribe().Should().BeNull();
        for (int i = 0; i < All; i++)
            Write(i);
        AlertSubscription? next = null;
        Wait.Until(() => (next = stream.Subscribe()) is not null, () => "it has its place still");
        next!.Dispose();
    }

    private async Task<TcpClient> SubscribeAsync(AlertFeed feed)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        var accepting = listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        var accepted = await accepting;
        // So that little is under way.
        accepted.SendBufferSize = 4096;
        feed.Begin(accepted, accepted.GetStream());
        return client;
    }

    private void Write(int number) =>
        stream.Write(new Alert(1, "a rule", "Notice", "syscall", Encoding.UTF8.GetBytes($"{number} {new string('x', 2000)}")), CancellationToken.None);

    private static async Task<string> NextAsync(StreamReader reader)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) || line.StartsWith("event:", StringComparison.Ordinal))
                return line;
        }

        throw new EndOfStreamException();
    }
}
