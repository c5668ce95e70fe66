using MimeKit;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real SMTP server, aiosmtpd, which keeps mails in a Maildir.</summary>
public sealed class SmtpTests
{
    [Theory]
    [InlineData("html")]
    [InlineData("text")]
    public async Task Mails_arrive_whole_and_none_is_lost_while_the_server_is_away(string format)
    {
        await using var server = Server();
        await server.StartAsync();
        await using var bench = await Bench.StartAsync(("SMTP_HOSTPORT", $"127.0.0.1:{server.Port}"), ("SMTP_TLS", "false"), ("SMTP_FROM", "saker@example.org"),
            ("SMTP_TO", "Security <sec@example.org>, ops@example.org"), ("SMTP_OUTPUTFORMAT", format));
        await Outage.SendAsync(bench, server);
        await Wait.UntilAsync(() => Mails(server).Select(m => m.MessageId).Distinct().Count() == Outage.Alerts, () => string.Join('\n', bench.Log));
        var mails = Mails(server);
        foreach (var mail in mails)
        {
            mail.From.ToString().Should().Be("saker@example.org");
            mail.To.Mailboxes.Select(m => m.Address).Should().Equal("sec@example.org", "ops@example.org");
            mail.Headers["X-MailFrom"].Should().Be("saker@example.org");
            mail.Subject.Should().Be("[Warning] 12:00:00.000000001: Warning A shell was spawned (user=root)");
            mail.Date.Should().Be(new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero));
            mail.TextBody.Should().Contain("rule: Terminal shell").And.Contain("tags: T1059, mitre_execution").And.Contain("proc.name: bash").And.Contain("hostname: host-1");
            if (format == "html")
                mail.HtmlBody.Should().Contain("<td><b>user.name</b></td><td>root</td>");
            else
                mail.HtmlBody.Should().BeNull();
        }

        mails.Select(m => Number(m)).Distinct().Order().Should().Equal(Enumerable.Range(0, Outage.Alerts));
    }

    [Fact]
    public async Task A_login_that_the_server_does_not_know_is_said()
    {
        await using var server = Server();
        await server.StartAsync();
        await using var bench = await Bench.StartAsync(("SMTP_HOSTPORT", $"127.0.0.1:{server.Port}"), ("SMTP_TLS", "false"), ("SMTP_FROM", "saker@example.org"),
            ("SMTP_TO", "sec@example.org"), ("SMTP_USER", "u"), ("SMTP_PASSWORD", "s3cr3t-mail"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.EndsWith("it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().Contain($"smtp://127.0.0.1:{server.Port}").And.NotContain("s3cr3t");
    }

    private static ServerProcess Server() =>
        new("aiosmtpd", s => ["-n", "-l", $"127.0.0.1:{s.Port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(s.Folder, "mails")]);

    private static List<MimeMessage> Mails(ServerProcess server)
    {
        string folder = Path.Combine(server.Folder, "mails", "new");
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Select(f => MimeMessage.Load(f))] : [];
    }

    private static int Number(MimeMessage mail) =>
        int.Parse(mail.TextBody!.Split('\n').Single(l => l.StartsWith("number: ", StringComparison.Ordinal))["number: ".Length..].Trim());
}
