using MimeKit;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real SMTP server, aiosmtpd, which keeps mails in a Maildir.</summary>
public sealed class SmtpTests
{
    /// <summary>aiosmtpd with what its command line lacks: STARTTLS, which it insists on, and a login.</summary>
    private const string Script = """
        import ssl, sys, threading
        from aiosmtpd.controller import Controller
        from aiosmtpd.handlers import Mailbox
        from aiosmtpd.smtp import AuthResult
        port, mails, certificate, key = sys.argv[1:]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        check = lambda server, session, envelope, how, login: AuthResult(success=(login.login, login.password) == (b"u", b"s3cr3t-mail"), handled=False)
        Controller(Mailbox(mails), hostname="127.0.0.1", port=int(port), tls_context=context, require_starttls=True, auth_required=True, authenticator=check).start()
        threading.Event().wait()

        """;

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

    [Fact]
    public async Task A_login_by_tls_is_taken_and_a_wrong_one_is_not()
    {
        // The interpreter that it is installed for.
        ServerProcess.Find("aiosmtpd");
        using var authority = new TestAuthority();
        await using var server = await new ServerProcess("/usr/bin/python3", s => [s.Write("server.py", Script), $"{s.Port}", Path.Combine(s.Folder, "mails"), authority.ServerCertificate, authority.ServerKey]).StartAsync();
        (string, string)[] settings = [("SMTP_HOSTPORT", $"127.0.0.1:{server.Port}"), ("SMTP_FROM", "saker@example.org"), ("SMTP_TO", "sec@example.org"), ("SMTP_USER", "u"), ("DELIVERY_ATTEMPTS", "2")];
        await authority.ShouldBeNeededAsync("SMTP", false, [.. settings, ("SMTP_PASSWORD", "s3cr3t-mail")]);
        Mails(server).Select(m => Number(m)).Order().Should().Equal(0, 1);

        await using var wrong = await Bench.StartAsync([.. settings, ("SMTP_PASSWORD", "s3cr3t-wrong"), ("TLSCLIENT_CACERTFILE", authority.Authority)]);
        await wrong.PostAsync(Bench.Alert(2));
        await Wait.UntilAsync(() => wrong.Log.Any(l => l.EndsWith("it is kept as a dead letter", StringComparison.Ordinal)), () => string.Join('\n', wrong.Log));
        string.Join('\n', wrong.Log).Should().Contain($"smtp://127.0.0.1:{server.Port}: 535").And.NotContain("s3cr3t");
        Mails(server).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("SMTP_AUTHMECHANISM=plain;SMTP_IDENTITY=i;SMTP_USER=u;SMTP_PASSWORD=p", "PLAIN", "i\0u\0p")]
    [InlineData("SMTP_AUTHMECHANISM=oauthbearer;SMTP_USER=u;SMTP_TOKEN=t", "OAUTHBEARER", "auth=Bearer t")]
    [InlineData("SMTP_AUTHMECHANISM=external;SMTP_IDENTITY=i", "EXTERNAL", "i")]
    [InlineData("SMTP_AUTHMECHANISM=anonymous;SMTP_TRACE=somebody", "ANONYMOUS", "somebody")]
    public async Task A_server_is_told_who_sends(string settings, string mechanism, string login)
    {
        await using var server = new SmtpLogin();
        await using var bench = await Bench.StartAsync([("SMTP_HOSTPORT", $"127.0.0.1:{server.Port}"), ("SMTP_TLS", "false"), ("SMTP_FROM", "saker@example.org"), ("SMTP_TO", "sec@example.org"),
            .. Variables.VariableTrial.Pairs(settings)]);
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => !server.Logins.IsEmpty, () => string.Join('\n', bench.Log));
        server.Logins.First().Mechanism.Should().Be(mechanism);
        server.Logins.First().Answer.Should().Contain(login);
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
