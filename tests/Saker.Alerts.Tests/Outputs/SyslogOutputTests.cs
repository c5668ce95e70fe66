using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Saker.Alerts.Channels;
using Saker.Alerts.Spooling;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts in system logs, near and far, which are restarted now and then.</summary>
public sealed partial class SyslogOutputTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-syslog-").FullName;

    private string LogSocket => Path.Combine(directory, "log");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_local_log_gets_what_the_C_library_would_send()
    {
        using var log = Listen();
        using var deliveries = new Deliveries(Deliveries.Quick, (Local(), null));
        deliveries.Add(1);
        LocalMessage().IsMatch(Receive(log)).Should().BeTrue();
    }

    [Fact]
    public void A_log_that_is_restarted_gets_every_alert()
    {
        using var deliveries = new Deliveries(Deliveries.Quick, (Local(), Spool.Open(Path.Combine(directory, "spool"), 1024 * 1024)));
        using (var log = Listen())
        {
            deliveries.Add(1);
            Receive(log).Should().EndWith(": alert 0");
        }

        File.Delete(LogSocket);
        deliveries.Add(20);
        Wait.Until(() => deliveries.Counts("syslog") is { OnDisk: 20, InMemory: 0 }, () => $"{deliveries.Counts("syslog")}");
        using var restarted = Listen();
        for (int i = 1; i <= 20; i++)
            Receive(restarted).Should().EndWith($": alert {i}");
        Wait.Until(() => deliveries.Counts("syslog") is { Delivered: 21, Lost: 0, Waiting: 0 }, () => $"{deliveries.Counts("syslog")}");
    }

    [Fact]
    public void A_log_that_takes_nothing_more_gets_the_rest_when_it_does()
    {
        using var log = Listen();
        using var deliveries = new Deliveries(Deliveries.Quick, (Local(), Spool.Open(Path.Combine(directory, "spool"), 1024 * 1024)));
        deliveries.Add(300);
        Wait.Until(() => deliveries.Counts("syslog") is { InMemory: 0, OnDisk: > 0, Retried: > 0 }, () => $"{deliveries.Counts("syslog")}");
        for (int i = 0; i < 300; i++)
            Receive(log).Should().EndWith($": alert {i}");
        Wait.Until(() => deliveries.Counts("syslog") is { Delivered: 300, Lost: 0 }, () => $"{deliveries.Counts("syslog")}");
    }

    [Fact]
    public void A_log_behind_udp_gets_a_datagram_for_each()
    {
        using var log = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        log.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)log.LocalEndPoint!).Port;
        using var deliveries = new Deliveries(Deliveries.Quick, (Remote($"udp://127.0.0.1:{port}"), null));
        deliveries.Add(1);
        Receive(log).Should().Be($"<156>1 1970-01-01T00:00:00.000000Z a-host saker {Environment.ProcessId} alert - alert 0");
        deliveries.Add(1, size: 100_000);
        Wait.Until(() => deliveries.Counts("remote_syslog").Lost == 1, () => $"{deliveries.Counts("remote_syslog")}");
        deliveries.Log.Should().Contain(l => l.Contains("too long for a datagram", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_behind_tcp_gets_every_alert_though_it_is_restarted()
    {
        using var listener = new Listener();
        using var deliveries = new Deliveries(Deliveries.Quick, (Remote($"tcp://127.0.0.1:{listener.Port}"), null));
        deliveries.Add(1);
        Wait.Until(() => listener.Text == Framed(0), () => listener.Text);
        listener.Down();
        deliveries.Add(5);
        Wait.Until(() => deliveries.Counts("remote_syslog").Retried > 0, () => $"{deliveries.Counts("remote_syslog")}");
        listener.Up();
        Wait.Until(() => listener.Text == string.Concat(Enumerable.Range(0, 6).Select(Framed)), () => listener.Text);
    }

    [Fact]
    public void A_log_behind_tls_is_trusted_by_its_authority()
    {
        var certificates = new Certificates(directory);
        using var listener = new Listener(certificates.Server);
        var tls = new TlsOptions(false, certificates.Authority, null, certificates.ClientCertificate, certificates.ClientKey);
        using var deliveries = new Deliveries(Deliveries.Quick, (Remote($"tls://localhost:{listener.Port}", tls), null));
        deliveries.Add(2);
        Wait.Until(() => listener.Text == Framed(0) + Framed(1), () => listener.Text + string.Join('\n', deliveries.Log));
        listener.Peer.Should().Be("CN=sensor");
    }

    [GeneratedRegex(@"^<12>[A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d falco: alert 0$")]
    private static partial Regex LocalMessage();

    private static string Framed(int number)
    {
        string message = $"<156>1 1970-01-01T00:00:00.000000Z a-host saker {Environment.ProcessId} alert - alert {number}";
        return $"{message.Length} {message}";
    }

    private static SyslogOutput Remote(string address, TlsOptions? tls = null) =>
        new(new SyslogOptions(new Uri(address), 19, "saker", "a-host", tls ?? TlsOptions.Usual, TimeSpan.FromSeconds(5)));

    private static string Receive(Socket log)
    {
        byte[] buffer = new byte[65536];
        return Encoding.UTF8.GetString(buffer, 0, log.Receive(buffer));
    }

    private LocalSyslogOutput Local() => new LocalSyslogOutput("falco", TimeSpan.FromMilliseconds(100), LogSocket);

    private Socket Listen()
    {
        var log = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
        log.Bind(new UnixDomainSocketEndPoint(LogSocket));
        return log;
    }
}
