using System.Diagnostics;
using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests.UnderLoad;

/// <summary>The machine's clock is set by an hour while alerts come and outputs are down: nothing stands still for an hour, or is lost.</summary>
[Collection(nameof(Trials))]
public sealed class ClockTrials : IDisposable
{
    private const string Rules = OwnSensor.PlantedRule + """
        - rule: Repeated
          desc: A file of the test is opened again and again.
          condition: evt.type in (open, openat, openat2) and fd.name startswith DIRECTORY/repeated
          output: repeated %fd.directory
          priority: NOTICE

        """;

    private static readonly int acts = Trials.Length(30, 600);

    private readonly string directory = Directory.CreateTempSubdirectory("saker-clock-").FullName;
    private readonly SettableClock clock = new();
    private readonly WebPages web = new();
    private readonly int endpoint = LoopbackPort.Free();

    private string Config => $$"""
        json_output: true
        log_level: debug
        {{web.Config}}
        syscall_event_drops: {simulate_drops: true, actions: [log], rate: 0.001, max_burst: 1}
        http_output: {enabled: true, url: "http://127.0.0.1:{{endpoint}}/"}
        """;

    public void Dispose()
    {
        clock.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void An_output_that_is_down_gets_all_in_order_and_alerts_have_the_new_time(int hours)
    {
        string spool = $"saker: {{spool: {{directory: {directory}/spool}} }}";
        using var server = new Endpoint(endpoint);
        using (var sensor = OwnSensor.Start($"{Config}\n{spool}", Rules, clock.Environment))
        {
            sensor.WaitForLog("web server listens");
            Plant(sensor, 0);
            clock.Set(TimeSpan.FromHours(hours));
            sensor.WaitForLog($"the machine's clock was set by {(hours > 0 ? "+3600" : "-3600")}");
            Plant(sensor, acts);
            string alert = sensor.WaitForAlert($"/planted-{(2 * acts) - 1:D6}.");
            TimeOf(alert).Should().BeCloseTo(DateTime.UtcNow.AddHours(hours), TimeSpan.FromMinutes(1));
            web.Get("/readyz").Should().Contain("ok");
            Wait.Until(() => web.Number("saker_output_waiting{output=\"http\",where=\"disk\"}") == 2 * acts);
            web.Number("falcosecurity_falco_duration_seconds_total").Should().BeInRange(0, 600);
            sensor.Log.Count(l => l.Contains("syscall event drop", StringComparison.Ordinal)).Should().Be(1, "an hour that did not pass is no time to save up for another one");
            sensor.Send(OwnSensor.SIGKILL);
            sensor.WaitForExit();
        }

        clock.Set(TimeSpan.Zero);
        server.Up();
        using var next = OwnSensor.Start($"{Config}\n{spool}", Rules, clock.Environment);
        Wait.Until(() => server.Bodies.Count >= 2 * acts);
        server.Bodies.Select(NameOf).Should().Equal(Enumerable.Range(0, 2 * acts).Select(i => $"planted-{i:D6}."));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_failing_output_is_asked_again_and_alerts_become_one_after_the_time_they_were_to(int hours)
    {
        using var server = new Endpoint(endpoint);
        using var sensor = OwnSensor.Start(
            $$"""
            {{Config}}
            saker:
              spool: {enabled: false}
              aggregation: {window_s: 2, keys: [fd.directory]}
              forward: {spool: {directory: {{directory}}}, webhook: {address: "http://127.0.0.1:{{endpoint}}/"} }
            """, Rules, clock.Environment);
        sensor.WaitForLog("web server listens");
        Repeat(sensor);
        sensor.WaitForAlert("\"Repeated\"");
        Wait.Until(() => web.Number("saker_output_retries_total{output=\"http\"}") > 0);
        clock.Set(TimeSpan.FromHours(hours));
        var passed = Stopwatch.StartNew();
        Repeat(sensor);
        sensor.WaitForAlert("\"Repeated\"", 2).Should().Contain("\"count\":3");
        passed.Elapsed.Should().BeGreaterThan(TimeSpan.FromSeconds(1));
        server.Up();
        // From the output of the sensor itself, and from the forwarder in it.
        Wait.Until(() => server.Bodies.Count(b => b.Contains("\"Repeated\"", StringComparison.Ordinal)) >= 4);
    }

    private static void Plant(OwnSensor sensor, int first)
    {
        for (int i = first; i < first + acts; i++)
            sensor.Plant($"{i:D6}.");
        sensor.WaitForAlert($"/planted-{first + acts - 1:D6}.");
    }

    private static void Repeat(OwnSensor sensor)
    {
        for (int i = 0; i < 3; i++)
            File.WriteAllText(Path.Combine(sensor.Directory, "repeated"), "");
    }

    private static DateTime TimeOf(string alert) => JsonDocument.Parse(alert).RootElement.GetProperty("time").GetDateTime();

    private static string NameOf(string body) => body.Substring(body.IndexOf("planted-", StringComparison.Ordinal), "planted-000000.".Length);
}
