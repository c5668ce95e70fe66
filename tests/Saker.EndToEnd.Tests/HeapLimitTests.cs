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

    [Theory]
    [InlineData("text")]
    [InlineData("lists")]
    [InlineData("rules")]
    public async Task Rules_that_do_not_fit_in_are_not_put_into_force_and_the_former_ones_miss_nothing(string large)
    {
        const int limit = 48;
        using var sensor = OwnSensor.Start($"watch_config_files: false\njson_output: true\n{web.Config}saker: {{heap: {{max_size_mb: {limit}}}, spool: {{enabled: false}} }}");
        sensor.WaitForLog("web server listens");
        using var done = new CancellationTokenSource();
        int planted = 0;
        var others = Task.Run(() =>
        {
            // Whoever else needs memory meanwhile gets it.
            while (!done.Token.WaitHandle.WaitOne(5))
            {
                sensor.Plant($"{planted++:D6}.");
                web.Number("saker_heap_used_bytes").Should().BeLessThan(limit * Megabyte);
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 1; i <= 3; i++)
        {
            sensor.WriteRules(OwnSensor.PlantedRule.Replace("opened", "never", StringComparison.Ordinal) + Large(large));
            sensor.Send(OwnSensor.SIGHUP);
            sensor.WaitForAlert("Falco internal: hot restart failure", i).Should().Contain("\"priority\":\"Critical\"").And.Contain("raise saker.heap.max_size_mb");
            sensor.WaitForLog("former configuration in force", i);
        }

        await done.CancelAsync();
        await others;
        sensor.WriteRules(OwnSensor.PlantedRule.Replace("opened", "anew", StringComparison.Ordinal));
        sensor.Send(OwnSensor.SIGHUP);
        sensor.WaitForLog("were read anew");
        sensor.Plant("end");
        sensor.WaitForAlert($"anew {sensor.Directory}/planted-end");
        sensor.Alerts.Count(a => a.Contains($"opened {sensor.Directory}/planted-", StringComparison.Ordinal)).Should().Be(planted);
        sensor.Alerts.Should().NotContain(a => a.Contains("never", StringComparison.Ordinal));
    }

    [Fact]
    public void A_configuration_that_does_not_fit_in_is_not_put_into_force()
    {
        using var sensor = OwnSensor.Start("json_output: true\nsaker: {heap: {max_size_mb: 48}}");
        File.AppendAllText(sensor.ConfigFile, $"x-large: [{string.Join(',', Enumerable.Repeat('a', 900_000))}]\n");
        sensor.WaitForAlert("Falco internal: hot restart failure").Should().Contain("raise saker.heap.max_size_mb");
        sensor.Plant("a");
        sensor.WaitForAlert("/planted-a");
    }

    /// <summary>Rules that take more memory than there is: as text, as lists of names, or compiled.</summary>
    private static string Large(string kind) => kind switch
    {
        "text" => $"- {{rule: Described, desc: '{new string('d', 30 * Megabyte)}', condition: evt.type = chdir, output: o, priority: INFO}}\n",
        "lists" => $"- list: names\n  items: [{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"item{i:D7}"))}]\n"
            + "- {rule: Named, desc: d, condition: evt.type = chdir and proc.name in (names), output: o, priority: INFO}\n",
        _ => string.Concat(Enumerable.Range(0, 20_000).Select(i => $"- {{rule: Rule {i}, desc: d, condition: evt.type = chdir and proc.name = item{i} and fd.name != item{i}, output: o %proc.name, priority: INFO}}\n")),
    };

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
