using System.Diagnostics;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests.UnderLoad;

/// <summary>A sensor under mixed load takes no more after a while than it took at first.</summary>
[Collection(nameof(Trials))]
public class SoakTrial
{
    [Fact]
    public async Task Memory_descriptors_and_threads_stay_where_they_are()
    {
        var duration = TimeSpan.FromMinutes(Trials.Length(1, 20));
        using var sensor = OwnSensor.Start("webserver: {enabled: false}\nsaker: {spool: {enabled: false} }");
        using var storm = Process.Start("/bin/sh", ["-c", "while :; do /bin/true; cat /etc/hostname /no/such/file; sleep 0.002; done >/dev/null 2>&1"]);
        int planted = 0;
        long memory = 0, descriptors = 0, threads = 0, threadsLater = long.MaxValue;
        try
        {
            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < duration)
            {
                sensor.Plant($"{planted++ % 100:D3}.");
                await Task.Delay(50, TestContext.Current.CancellationToken);
                // Until then it warms up: code is compiled, tables grow to what the machine has.
                if (memory == 0 && clock.Elapsed > duration / 3)
                    (memory, descriptors) = (sensor.Status("VmRSS"), sensor.Descriptors);
                // The runtime's pool takes threads and gives them back. What grows never comes back to what it was at most before.
                if (clock.Elapsed > duration * 2 / 3)
                    threadsLater = Math.Min(threadsLater, sensor.Status("Threads"));
                else if (memory > 0)
                    threads = Math.Max(threads, sensor.Status("Threads"));
            }
        }
        finally
        {
            storm.Kill(entireProcessTree: true);
        }

        sensor.Plant("end.");
        sensor.WaitForAlert("planted-end.");
        // What it needs for a moment only it gives back; what grows never comes back to what it was.
        await Wait.Until(() => sensor.Descriptors <= descriptors && sensor.Status("VmRSS") < memory * 1.05, TimeSpan.FromSeconds(10),
            $"{sensor.Descriptors} of {descriptors} descriptors, {sensor.Status("VmRSS")} after {memory} kB");
        var after = (Memory: sensor.Status("VmRSS"), sensor.Descriptors, Threads: threadsLater);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{duration.TotalMinutes} min, {planted} acts: {memory} -> {after.Memory} kB, {descriptors} -> {after.Descriptors} descriptors, {threads} -> {after.Threads} threads");
        sensor.Alerts.Count(a => a.Contains("/planted-", StringComparison.Ordinal)).Should().Be(planted + 1);
        after.Threads.Should().BeLessThanOrEqualTo(threads);
    }
}
