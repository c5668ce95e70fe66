using System.Net.Sockets;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Managed objects have a bound; nearing it costs what is missed least.</summary>
[Collection(nameof(OwnSensor))]
public class HeapLimitTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly WebPages web = new();

    [Fact]
    public async Task A_subscriber_that_stands_still_misses_alerts_and_no_other_output_does()
    {
        // All of them together are more than the limit.
        const int limit = 32, alerts = 2500, size = 16 * 1024;
        string large = OwnSensor.PlantedRule.Replace("opened %fd.name", $"'opened %fd.name {new string('x', size)}'", StringComparison.Ordinal);
        using var sensor = OwnSensor.Start(
            $"{web.Config}saker: {{heap: {{max_size_mb: {limit}}}, stream: {{enabled: true, capacity: 1000000}}, spool: {{enabled: false}} }}", large);
        sensor.WaitForLog("web server listens");
        using var subscriber = new TcpClient("127.0.0.1", web.Port) { ReceiveBufferSize = 4096 };
        await subscriber.GetStream().WriteAsync("GET /alerts HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        subscriber.GetStream().ReadByte().Should().Be('H');
        for (int i = 0; i < alerts; i++)
        {
            sensor.Plant($"{i:D6}.");
            if (i % 50 == 0)
                sensor.WaitForAlert($"/planted-{i:D6}.");
        }

        sensor.WaitForAlert($"/planted-{alerts - 1:D6}.");
        sensor.Alerts.Count(a => a.Contains("/planted-", StringComparison.Ordinal)).Should().Be(alerts);
        web.Number("saker_heap_limit_bytes").Should().Be(limit * Megabyte);
        web.Number("saker_heap_used_bytes").Should().BeLessThan(limit * Megabyte);
    }

    [Fact]
    public void Rules_that_need_much_of_it_leave_less_to_the_flight_recorder()
    {
        const int limit = 64;
        string names = string.Join(',', Enumerable.Range(0, 85_000).Select(i => $"item{i:D7}"));
        string rules = $"- list: names\n  items: [{names}]\n- {{rule: Named, desc: d, condition: evt.type = chdir and proc.name in (names), output: o, priority: INFO}}\n";
        using var sensor = OwnSensor.Start($"{web.Config}capture: {{enabled: true}}\nsaker: {{heap: {{max_size_mb: {limit}}} }}", rules + OwnSensor.PlantedRule);
        sensor.WaitForLog("managed objects take");
        sensor.WaitForLog("web server listens");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
        web.Number("saker_heap_let_go_total{part=\"flight_recorder_kb\"}").Should().BeInRange(1024, 16 * 1024);
        web.Number("saker_heap_used_bytes").Should().BeLessThan(limit * Megabyte);
        var doctor = Shell.Run(LiveSensor.Metadata("Saker"), "doctor", "-c", sensor.ConfigFile, "-P", sensor.PidFile);
        doctor.Output.Should().MatchRegex($"heap: [0-9]+ of {limit} MB; [1-9][0-9]* things had to go before their time");
    }
}
