using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Forwarder.Tests;

/// <summary>Everything that an endpoint can do to an alert, which arrives all the same once the endpoint is well.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task An_endpoint_that_hangs_is_given_up_and_tried_again()
    {
        await using var fake = await Fake.StartAsync();
        bool ill = true;
        fake.Answer = (context, _) =>
        {
            if (!Volatile.Read(ref ill))
                return (200, "");
            context.RequestAborted.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            return (0, "");
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("DELIVERY_TIMEOUT", "300ms"));
        await ExpectAsync(bench, fake, "does not answer within 0.3 s", () => Volatile.Write(ref ill, false));
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        await using var fake = await Fake.StartAsync();
        bool ill = true;
        fake.Answer = (context, _) =>
        {
            if (!Volatile.Read(ref ill))
                return (200, "");
            context.Response.ContentLength = 1000;
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
            context.Response.Body.Write("half"u8);
            context.Response.Body.Flush();
            return (0, "");
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        await ExpectAsync(bench, fake, $"http://127.0.0.1:{fake.Url.Port}: ", () => Volatile.Write(ref ill, false));
        fake.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_not_trusted()
    {
        using var expired = Certificate(-20, -10);
        using var valid = Certificate(-1, 10);
        bool ill = true;
        await using var fake = await Fake.StartAsync(certificate: () => Volatile.Read(ref ill) ? expired : valid);
        string authorities = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(authorities, expired.ExportCertificatePem() + "\n" + valid.ExportCertificatePem() + "\n", TestContext.Current.CancellationToken);
            await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("TLSCLIENT_CACERTFILE", authorities));
            await ExpectAsync(bench, fake, "certificate", () => Volatile.Write(ref ill, false));
            fake.Requests.Should().HaveCount(3);
        }
        finally
        {
            File.Delete(authorities);
        }
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_keeps_alerts_waiting_for_the_right_one()
    {
        await using var fake = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", "http://nowhere.invalid/"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("http://nowhere.invalid:80: ", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await bench.RestartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
    }

    [Fact]
    public async Task A_name_that_is_lost_while_running_keeps_alerts_waiting_until_it_is_back()
    {
        Assert.SkipUnless(Environment.UserName == "root", "a mount namespace, in which names can be taken away, takes root");
        string folder = Directory.CreateTempSubdirectory("saker-names-").FullName;
        string names = Path.Combine(folder, "hosts");
        const string Known = "127.0.0.1 localhost alerts.saker.test\n";
        await File.WriteAllTextAsync(names, Known, TestContext.Current.CancellationToken);
        await using var fake = await Fake.StartAsync();
        fake.Answer = (context, _) =>
        {
            // A connection that stays open would need no name.
            context.Response.Headers.Connection = "close";
            return (200, "");
        };
        await using (var process = ForwarderProcess.StartWithNames(names, ("WEBHOOK_ADDRESS", $"http://alerts.saker.test:{fake.Url.Port}/"), ("SPOOL_DIRECTORY", Path.Combine(folder, "spool"))))
        {
            var address = await process.AddressAsync();
            using var client = new HttpClient();
            await PostAsync(0);
            await Wait.UntilAsync(() => fake.Requests.Count == 1, () => process.Said);
            // The same file, as it is what is mounted.
            await File.WriteAllTextAsync(names, "127.0.0.1 localhost\n", TestContext.Current.CancellationToken);
            for (int i = 1; i < 4; i++)
                await PostAsync(i);
            await Wait.UntilAsync(() => process.Said.Contains($"http://alerts.saker.test:{fake.Url.Port}: ", StringComparison.Ordinal), () => process.Said);
            fake.Requests.Should().HaveCount(1);
            await File.WriteAllTextAsync(names, Known, TestContext.Current.CancellationToken);
            await Wait.UntilAsync(() => fake.Requests.Count == 4, () => process.Said, seconds: 30);
            fake.Requests.Select(r => Servers.Outage.Number(r.Body)).Should().Equal(0, 1, 2, 3);

            async Task PostAsync(int number) =>
                (await client.PostAsync(address, new StringContent(Bench.Alert(number), System.Text.Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_wait_that_an_endpoint_asks_for_is_kept()
    {
        await using var fake = await Fake.StartAsync();
        ConcurrentQueue<long> times = [];
        fake.Answer = (context, _) =>
        {
            times.Enqueue(Stopwatch.GetTimestamp());
            context.Response.Headers.RetryAfter = "2";
            return (times.Count == 1 ? 429 : 200, "");
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => times.Count == 2, () => $"{times.Count} of 2");
        Stopwatch.GetElapsedTime(times.First(), times.Last()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1.95)).And.BeLessThan(TimeSpan.FromSeconds(6));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task What_can_never_succeed_becomes_a_dead_letter_after_some_attempts(int status)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (context, _) =>
        {
            context.Response.Headers.Location = status < 400 ? "/elsewhere" : default;
            return (status, "");
        };
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("DELIVERY_ATTEMPTS", "3"));
        await bench.PostAsync(Bench.Alert(1));
        string said = $"answers {status}; it is kept as a dead letter";
        await Wait.UntilAsync(() => bench.Log.Any(l => l.EndsWith(said, StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        fake.Requests.Should().HaveCount(3).And.OnlyContain(r => r.Target == "/");
        (await File.ReadAllTextAsync(Path.Combine(bench.Spool, "webhook.dead.jsonl"), TestContext.Current.CancellationToken)).Should().Contain("\"number\":\"1\"");
    }

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(501)]
    public async Task What_may_pass_is_tried_until_it_does(int status)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (fake.Requests.Count < 3 ? status : 200, "");
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{fake.Url}"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert(1));
        await Wait.UntilAsync(() => fake.Requests.Count == 4, () => string.Join('\n', bench.Log));
        File.Exists(Path.Combine(bench.Spool, "webhook.dead.jsonl")).Should().BeFalse();
    }

    [Theory]
    [InlineData("SPOOL_DIRECTORY", "none")]
    [InlineData("SPOOL_MAXMEGABYTES", "1")]
    public async Task A_sender_is_told_when_no_output_has_room(string variable, string value)
    {
        await using var ill = await Fake.StartAsync();
        ill.Answer = (_, _) => (500, "");
        await using var bench = await Bench.StartAsync(("WEBHOOK_ADDRESS", $"{ill.Url}"), ("QUEUE_CAPACITY", "3"), (variable, value));
        string alert = Bench.Alert().Replace("(user=root)", new string('x', 300_000), StringComparison.Ordinal);
        HttpStatusCode[] answers = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => (await bench.PostAsync(alert)).StatusCode))];
        answers.Count(a => a == HttpStatusCode.OK).Should().Be(3);
        answers.Count(a => a == HttpStatusCode.ServiceUnavailable).Should().Be(1);
        bench.Log.Should().ContainSingle(l => l.StartsWith("no output has room", StringComparison.Ordinal));
        (await bench.MetricsAsync()).Should().Contain("saker_forward_lost_total{destination=\"webhook\"} 1");
    }

    [Fact]
    public async Task A_sender_is_not_told_when_another_output_has_room()
    {
        await using var ill = await Fake.StartAsync();
        ill.Answer = (_, _) => (500, "");
        await using var well = await Fake.StartAsync();
        await using var bench = await Bench.StartAsync(
            ("WEBHOOK_ADDRESS", $"{ill.Url}"), ("TALON_ADDRESS", $"{well.Url}"), ("QUEUE_CAPACITY", "5"), ("SPOOL_DIRECTORY", "none"));
        for (int i = 0; i < 8; i++)
        {
            (await bench.PostAsync(Bench.Alert(i))).StatusCode.Should().Be(HttpStatusCode.OK);
            await Wait.UntilAsync(() => well.Requests.Count == i + 1, () => $"{well.Requests.Count}");
        }

        (await bench.MetricsAsync()).Should().Contain("saker_forward_lost_total{destination=\"webhook\"} 3");
    }

    private static async Task ExpectAsync(Bench bench, Fake fake, string said, Action cure)
    {
        for (int i = 0; i < 3; i++)
            await bench.PostAsync(Bench.Alert(i));
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains(said, StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        fake.Requests.Should().BeEmpty();
        cure();
        // One that is given up, though it was on its way to be answered, comes once more.
        await Wait.UntilAsync(() => Numbers().Length == 3, () => $"{fake.Requests.Count} of 3: " + string.Join('\n', bench.Log));
        Numbers().Should().Equal(0, 1, 2);

        int[] Numbers() => [.. fake.Requests.Select(r => Servers.Outage.Number(r.Body)).Distinct()];
    }

    private static X509Certificate2 Certificate(int fromDay, int toDay)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=from {fromDay}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(fromDay), DateTimeOffset.UtcNow.AddDays(toDay));
    }
}
