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
    private const int Sensors = 32;

    private static readonly bool isFull = Environment.GetEnvironmentVariable("SAKER_TRIALS") == "full";

    private readonly string folder = Directory.CreateTempSubdirectory("saker-load-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Nothing_is_lost_at_ten_thousand_alerts_a_second()
    {
        int count = Pace * (isFull ? 60 : 3);
        await using var endpoints = await Endpoints.StartAsync(count);
        await using var forwarder = Start(endpoints);
        var stream = new AlertStream(await forwarder.AddressAsync(), Sensors);
        var sending = await stream.SendAsync(0, count, Pace);
        long sent = Stopwatch.GetTimestamp();
        await AllAsync(endpoints, count, forwarder);
        Say($"{count} alerts in {sending.TotalSeconds:F1} s ({count / sending.TotalSeconds:F0}/s), at all outputs {Stopwatch.GetElapsedTime(sent).TotalSeconds:F1} s later; "
            + $"{forwarder.ProcessorTime.TotalSeconds / sending.TotalSeconds:F2} processors, {forwarder.PeakMegabytes} MB at most");
        stream.Refused.Should().Be(0);
        endpoints.ShouldHaveNoneTwice();
        if (isFull)
            (count / sending.TotalSeconds).Should().BeGreaterThan(0.98 * Pace);
    }

    [Fact]
    public async Task Memory_is_bounded_while_an_output_is_down_and_when_it_is_back()
    {
        int seconds = isFull ? 600 : 3;
        int count = Pace * seconds;
        await using var endpoints = await Endpoints.StartAsync(count);
        await using var forwarder = Start(endpoints);
        var stream = new AlertStream(await forwarder.AddressAsync(), Sensors);
        endpoints.Loki.IsDown = true;
        var sending = await stream.SendAsync(0, count, Pace);
        await endpoints.AllAsync(e => e.Logs.Distinct == count && e.Elastic.Distinct == count, forwarder);
        endpoints.Loki.Distinct.Should().Be(0);
        int whileDown = forwarder.PeakMegabytes;
        long back = Stopwatch.GetTimestamp();
        endpoints.Loki.IsDown = false;
        await AllAsync(endpoints, count, forwarder);
        Say($"down for {sending.TotalSeconds:F1} s at {count / sending.TotalSeconds:F0}/s: {whileDown} MB at most; {count} alerts {Stopwatch.GetElapsedTime(back).TotalSeconds:F1} s "
            + $"after it was back: {forwarder.PeakMegabytes} MB at most");
        stream.Refused.Should().Be(0);
        // What the runtime itself takes, and batches on their way; not what waits, which is more than that in the full trial by far.
        forwarder.PeakMegabytes.Should().BeLessThan(400);
    }

    private static Task AllAsync(Endpoints endpoints, int count, ForwarderProcess forwarder) =>
        endpoints.AllAsync(e => e.Loki.Distinct == count && e.Logs.Distinct == count && e.Elastic.Distinct == count, forwarder);

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);

    private ForwarderProcess Start(Endpoints endpoints) => ForwarderProcess.Start(
        ("SPOOL_DIRECTORY", Path.Combine(folder, "spool")), ("SPOOL_MAXMEGABYTES", "16384"), ("ELASTICSEARCH_HOSTPORT", $"{endpoints.Elastic.Url}"),
        ("LOKI_HOSTPORT", $"{endpoints.Loki.Url}"), ("LOKI_FORMAT", "json"), ("DATADOGLOGS_HOST", $"{endpoints.Logs.Url}"), ("DATADOGLOGS_APIKEY", "k"));

    /// <summary>Where the three outputs deliver to.</summary>
    private sealed record Endpoints(CountingEndpoint Elastic, CountingEndpoint Loki, CountingEndpoint Logs) : IAsyncDisposable
    {
        public static async Task<Endpoints> StartAsync(int most) =>
            new(await CountingEndpoint.StartAsync(most), await CountingEndpoint.StartAsync(most), await CountingEndpoint.StartAsync(most));

        /// <summary>Waits for alerts as long as any come.</summary>
        public async Task AllAsync(Func<Endpoints, bool> holds, ForwarderProcess forwarder)
        {
            long last = -1;
            while (!holds(this))
            {
                long now = Elastic.All + Loki.All + Logs.All;
                now.Should().NotBe(last, $"alerts keep coming until all are there; so far {Elastic.Distinct}, {Loki.Distinct}, {Logs.Distinct}: {forwarder.Said}");
                last = now;
                // Longer than an output that was down is left alone.
                for (int i = 0; i < 400 && !holds(this) && Elastic.All + Loki.All + Logs.All == last; i++)
                    await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        public void ShouldHaveNoneTwice() => new[] { Elastic, Loki, Logs }.Should().OnlyContain(e => e.All == e.Distinct);

        public async ValueTask DisposeAsync()
        {
            await Elastic.DisposeAsync();
            await Loki.DisposeAsync();
            await Logs.DisposeAsync();
        }
    }
}
