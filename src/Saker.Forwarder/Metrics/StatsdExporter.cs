using System.Net.Sockets;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;

namespace Saker.Forwarder.Metrics;

/// <summary>Sends the forwarder's counts every second to StatsD, DogStatsD or both.</summary>
internal sealed class StatsdExporter : IAsyncDisposable
{
    private static readonly TimeSpan interval = TimeSpan.FromSeconds(1);

    private readonly (string Name, StatsdEndpoint Endpoint, Func<StatsdCount, long, string> Write)[] targets;
    private readonly Action<string> log;
    private readonly Reminder failure = new(TimeProvider.System);
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;
    private StatsdCounts? counts;

    private StatsdExporter((string Name, StatsdEndpoint Endpoint, Func<StatsdCount, long, string> Write)[] targets, Action<string> log)
    {
        this.targets = targets;
        this.log = log;
    }

    /// <summary>The keys of its configuration.</summary>
    public static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        ConfigKey.Text("statsd.forwarder", "Host and port of a StatsD that gets counts every second; unix:///path for a socket."),
        ConfigKey.Text("statsd.namespace", "What names of counts begin with.", "falcosidekick."),
        ConfigKey.List("statsd.tags", "Has no effect: StatsD knows no tags.").Ignored(),
        ConfigKey.Text("dogstatsd.forwarder", "The same for DogStatsD."),
        ConfigKey.Text("dogstatsd.namespace", "What names of counts begin with.", "falcosidekick."),
        ConfigKey.List("dogstatsd.tags", "Tags that are added, as name:value."),
    ];

    /// <summary>Prepares one.</summary>
    /// <exception cref="ForwarderConfigException">An endpoint is none.</exception>
    public static StatsdExporter Of(Section root, Action<string> log)
    {
        string plain = root.Text("statsd.namespace"), tagged = root.Text("dogstatsd.namespace");
        var tags = root.List("dogstatsd.tags");
        (string, StatsdEndpoint?, Func<StatsdCount, long, string>)[] targets =
        [
            ("statsd", StatsdEndpoint.Of(root, "statsd.forwarder"), (count, added) => count.ToStatsd(plain, added)),
            ("dogstatsd", StatsdEndpoint.Of(root, "dogstatsd.forwarder"), (count, added) => count.ToDogStatsd(tagged, added, tags)),
        ];
        return new StatsdExporter([.. targets.Where(t => t.Item2 is not null).Select(t => (t.Item1, t.Item2!, t.Item3))], log);
    }

    /// <summary>Begins to send.</summary>
    public void Start(InputCounts input, IReadOnlyList<DeliveryLane> lanes)
    {
        counts = new StatsdCounts(input, lanes);
        if (targets.Length > 0)
            running = Task.Run(RunAsync);
    }

    /// <summary>Sends what is left, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        if (counts is not null)
            Send();
        foreach (var (_, endpoint, _) in targets)
            endpoint.Dispose();
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
                Send();
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private void Send()
    {
        var added = counts!.Next();
        foreach (var (name, endpoint, write) in targets)
        {
            try
            {
                endpoint.Send(added.Select(a => write(a.Count, a.Added)));
            }
            catch (SocketException e)
            {
                // Counts are not alerts: these are lost.
                if (failure.IsDue())
                    log($"{name} gets no counts: {e.Message}");
            }
        }
    }
}
