namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real rsyslog.</summary>
public sealed class SyslogTests
{
    [Fact]
    public async Task Messages_are_taken_apart_as_they_were_put_together_and_none_is_lost_while_the_server_is_away()
    {
        await using var server = await Server("imtcp").StartAsync();
        await using var bench = await Bench.StartAsync(("SYSLOG_HOST", "127.0.0.1"), ("SYSLOG_PORT", $"{server.Port}"), ("SYSLOG_PROTOCOL", "tcp"));
        await Outage.SendAsync(bench, server);
        await Wait.UntilAsync(() => Lines(server).Select(l => Outage.Number(Message(l))).Distinct().Count() == Outage.Alerts, () => $"{server.Said}\n" + string.Join('\n', bench.Log));
        Lines(server).Should().OnlyContain(l => l.StartsWith("warning|user|host-1|falco|2024-05-01T12:00:00", StringComparison.Ordinal));
        Outage.ShouldHoldAll(Lines(server).Select(Message));
    }

    [Fact]
    public async Task A_datagram_holds_an_alert_in_the_common_event_format()
    {
        await using var server = Server("imudp");
        await server.StartAsync();
        await using var bench = await Bench.StartAsync(("SYSLOG_HOST", "127.0.0.1"), ("SYSLOG_PORT", $"{server.Port}"), ("SYSLOG_PROTOCOL", "UDP"), ("SYSLOG_FORMAT", "cef"));
        await bench.PostAsync(Bench.Alert(5).Replace("(user=root)", "(user=root|x) \\\\ ", StringComparison.Ordinal));
        await Wait.UntilAsync(() => Lines(server).Length == 1, () => $"{server.Said}\n" + string.Join('\n', bench.Log));
        string message = Message(Lines(server).Single());
        message.Should().MatchRegex(@"^CEF:0\|Falcosecurity\|Falco\|1\.0\|Falco Event\|Terminal shell\|6\|uuid=[0-9a-f-]{36} externalId=[0-9a-f-]{36} start=1714564800000 msg=")
            .And.Contain(@" msg=12:00:00.000000001: Warning A shell was spawned (user\=root|x) \\  cat=syscall source=syscall dvchost=host-1 hostname=host-1 "
                + "tags=T1059,mitre_execution evtTime=1714564800000000001 number=5 sproc=bash suser=root");
    }

    private static string[] Lines(ServerProcess server)
    {
        string file = Path.Combine(server.Folder, "out.log");
        // A line that is being written is none yet.
        return File.Exists(file) ? [.. File.ReadAllText(file).Split('\n').SkipLast(1)] : [];
    }

    private static string Message(string line) => line.Split('|', 6)[5];

    private static ServerProcess Server(string input) => new("rsyslogd", s =>
    [
        "-n", "-i", Path.Combine(s.Folder, "pid"), "-f", s.Write("rsyslog.conf", $$"""
            global(workDirectory="{{s.Folder}}" maxMessageSize="64k")
            module(load="imtcp")
            module(load="imudp")
            input(type="imtcp" address="127.0.0.1" port="{{s.Port}}" ruleset="keep")
            {{(input == "imudp" ? $"input(type=\"imudp\" address=\"127.0.0.1\" port=\"{s.Port}\" ruleset=\"keep\")" : "")}}
            template(name="parts" type="string" string="%syslogseverity-text%|%syslogfacility-text%|%hostname%|%app-name%|%timestamp:::date-rfc3339%|%msg%\n")
            ruleset(name="keep") {
              action(type="omfile" file="{{s.Folder}}/out.log" template="parts" asyncWriting="off")
            }

            """),
    ]);
}
