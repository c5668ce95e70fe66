using System.Diagnostics;

namespace Saker.Forwarder.Tests.UnderLoad;

/// <summary>
/// One forwarder, three outputs, 10,000 alerts a second. The trials last seconds unless the environment variable <c>SAKER_TRIALS</c> is <c>full</c>;
/// only then is the pace itself asserted, since otherwise others may want the processors.
/// </summary>
[Collection(nameof(LoadTrial))]
[CollectionDefinition(nameof(LoadTrial), DisableParallelization = true)]
public sealed class LoadTrial : IDisposable
{
    private const int Pace = 10_000;
    private const int AsFastAsItGoes = int.MaxValue;
    private const int Sensors = 32;

    private static readonly bool isFull = Environment.GetEnvironmentVariable("SAKER_TRIALS") == "full";

    private readonly string folder = Directory.CreateTempSubdirectory("saker-load-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, Pace)]
    [InlineData(3, Pace)]
    [InlineData(1, AsFastAsItGoes)]
    [InlineData(3, AsFastAsItGoes)]
    public async Task Nothing_is_lost(int outputs, int perSecond)
    {
        int count = Pace * (isFull ? 60 : 1);
        await using var endpoints = await Endpoints.StartAsync(count);
        await using var forwarder = Start(endpoints.Variables.Take(outputs));
        var stream = new AlertStream(await forwarder.AddressAsync(), Sensors);
        int before = forwarder.ResidentMegabytes;
        var sending = await stream.SendAsync(0, count, perSecond);
        long sent = Stopwatch.GetTimestamp();
        await endpoints.AllAsync(e => e.All.Take(outputs).All(o => o.Distinct == count), forwarder);
        Say($"{outputs} outputs, {(perSecond == Pace ? $"{Pace}/s wanted" : "as fast as it goes")}: {count} alerts in {sending.TotalSeconds:F1} s ({count / sending.TotalSeconds:F0}/s), "
            + $"all delivered {Stopwatch.GetElapsedTime(sent).TotalSeconds:F1} s later; {forwarder.ProcessorTime.TotalMicroseconds / count:F0} us of a processor for each, "
            + $"{forwarder.ProcessorTime.TotalSeconds / sending.TotalSeconds:F2} processors; {before} MB before, {forwarder.PeakMegabytes} MB at most");
        stream.Refused.Should().Be(0);
        endpoints.All.Should().OnlyContain(e => e.Received == e.Distinct, "nothing came twice");
        if (isFull && perSecond == Pace)
            (count / sending.TotalSeconds).Should().BeGreaterThan(0.98 * Pace);
    }

    [Fact]
    public async Task Memory_is_bounded_while_an_output_is_down_and_when_it_is_back()
    {
        int count = Pace * (isFull ? 600 : 2);
        await using var endpoints = await Endpoints.StartAsync(count);
        await using var forwarder = Start(endpoints.Variables);
        var stream = new AlertStream(await forwarder.AddressAsync(), Sensors);
        int before = forwarder.ResidentMegabytes;
        endpoints.Loki.IsDown = true;
        var sending = await stream.SendAsync(0, count, Pace);
        await endpoints.AllAsync(e => e.Logs.Distinct == count && e.Elastic.Distinct == count, forwarder);
        endpoints.Loki.Distinct.Should().Be(0);
        int whileDown = forwarder.PeakMegabytes;
        long back = Stopwatch.GetTimestamp();
        endpoints.Loki.IsDown = false;
        await endpoints.AllAsync(e => e.All.All(o => o.Distinct == count), forwarder);
        Say($"{before} MB before; down for {sending.TotalSeconds:F1} s at {count / sending.TotalSeconds:F0}/s: {whileDown} MB at most; "
            + $"{count} alerts {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s after it was back: {forwarder.PeakMegabytes} MB at most, {forwarder.ResidentMegabytes} MB then");
        stream.Refused.Should().Be(0);
        // What the runtime itself takes, and batches on their way; not what waits, which is more than that in the full trial by far.
        forwarder.PeakMegabytes.Should().BeLessThan(400);
    }

    [Fact]
    public async Task Senders_do_not_wait_for_the_disk()
    {
        int count = Pace * (isFull ? 40 : 1);
        await using var endpoints = await Endpoints.StartAsync(count);
        await using var forwarder = Start(endpoints.Variables.Skip(1).Take(1));
        var stream = new AlertStream(await forwarder.AddressAsync(), Sensors);
        endpoints.Loki.IsDown = true;
        var sending = await stream.SendAsync(0, count, AsFastAsItGoes);
        Say($"{count} alerts into the spool of an output that is down: {count / sending.TotalSeconds:F0}/s, {forwarder.ProcessorTime.TotalMicroseconds / count:F0} us of a processor for each");
        stream.Refused.Should().Be(0);
        endpoints.Loki.IsDown = false;
        await endpoints.AllAsync(e => e.Loki.Distinct == count, forwarder);
    }

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    private ForwarderProcess Start(IEnumerable<(string, string)[]> outputs) => ForwarderProcess.Start(
        [("SPOOL_DIRECTORY", Path.Combine(folder, "spool")), ("SPOOL_MAXMEGABYTES", "16384"), .. outputs.SelectMany(o => o)]);

    /// <summary>Where the three outputs deliver to.</summary>
    private sealed record Endpoints(CountingEndpoint Elastic, CountingEndpoint Loki, CountingEndpoint Logs) : IAsyncDisposable
    {
        public IReadOnlyList<CountingEndpoint> All => [Elastic, Loki, Logs];

        /// <summary>What turns on each of the outputs.</summary>
        public IEnumerable<(string, string)[]> Variables =>
        [
            [("ELASTICSEARCH_HOSTPORT", $"{Elastic.Url}")],
            [("LOKI_HOSTPORT", $"{Loki.Url}"), ("LOKI_FORMAT", "json")],
            [("DATADOGLOGS_HOST", $"{Logs.Url}"), ("DATADOGLOGS_APIKEY", "k")],
        ];

        public static async Task<Endpoints> StartAsync(int most) =>
            new(await CountingEndpoint.StartAsync(most), await CountingEndpoint.StartAsync(most), await CountingEndpoint.StartAsync(most));

        /// <summary>Waits for alerts as long as any come.</summary>
        public async Task AllAsync(Func<Endpoints, bool> holds, ForwarderProcess forwarder)
        {
            long last = -1;
            while (!holds(this))
            {
                long now = All.Sum(e => e.Received);
                now.Should().NotBe(last, $"alerts keep coming until all are there; so far {string.Join(", ", All.Select(e => e.Distinct))}: {forwarder.Said}");
                last = now;
                // Longer than an output that was down is left alone.
                for (int i = 0; i < 400 && !holds(this) && All.Sum(e => e.Received) == last; i++)
                    await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var endpoint in All)
                await endpoint.DisposeAsync();
        }
    }
}
