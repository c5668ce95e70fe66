using System.Text;
using Parquet;
using Parquet.Serialization;
using Saker.Alerts.Spooling;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Input;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Files for Security Lake: https://docs.aws.amazon.com/security-lake/latest/userguide/custom-sources-best-practices.html</summary>
public sealed class SecurityLakeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-lake-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_lake_gets_a_file_as_soon_as_there_are_enough_alerts_and_the_rest_at_the_end()
    {
        await using var fake = await StartAsync();
        var bench = await BenchAsync(fake);
        await Outage.SendAsync(bench, 0, 4);
        await Wait.UntilAsync(() => bench.MetricsAsync().Result.Contains("saker_forward_queue_alerts{destination=\"awssecuritylake\"} 1\n", StringComparison.Ordinal), () => string.Join('\n', bench.Log));
        fake.Requests.Should().ContainSingle();
        await bench.DisposeAsync();
        fake.Requests.Should().HaveCount(2);
        var seen = fake.Requests.First();
        Uri.UnescapeDataString(seen.Target).Should().MatchRegex("^/lake/ext/falco/region=eu-west-1/accountId=123456789012/eventDay=20240501/[0-9a-f-]{36}\\.parquet$");
        seen.Headers["X-Amz-Acl"].Should().Be("bucket-owner-full-control");
        // As Falcosidekick's: https://github.com/falcosecurity/falcosidekick/blob/master/outputs/awssecuritylake.go
        (await ParquetReader.CreateAsync(new MemoryStream(Convert.FromHexString(seen.Body)), cancellationToken: TestContext.Current.CancellationToken)).Schema.Fields.Select(f => f.Name).Should().Equal(
            "activity_id", "activity_name", "category_name", "category_uid", "classname", "class_uid", "finding", "message", "metadata", "observables", "raw_data", "severity", "severity_id",
            "state", "state_id", "status", "time", "type_name", "type_uid");
        var rows = await RowsAsync(seen);
        rows.Select(r => Outage.Number(r.RawData)).Should().Equal(0, 1, 2);
        Outage.ShouldBeAlert(rows[1].RawData, 1);
        rows[1].Should().BeEquivalentTo(new
        {
            ActivityId = 1,
            CategoryUid = 2,
            ClassUid = 2001,
            TypeUid = 200101,
            Severity = "Medium",
            SeverityId = 3,
            Status = "Warning",
            State = "New",
            StateId = 1,
            Time = 1714564800000L,
            Message = "Terminal shell",
            Metadata = new { Version = "0.1.0", Product = new { Name = "Falco", VendorName = "Falcosecurity" }, Labels = new[] { "T1059", "mitre_execution" } },
            Finding = new { CreatedTime = 1714564800000L, Title = "Terminal shell", Types = new[] { "syscall" } },
        });
        rows[1].Observables.Select(o => (o.Name, o.Value)).Should().Contain([("hostname", "host-1"), ("proc.name", "bash"), ("number", "1"), ("evt.time", "1714564800000000001")]);
        (await RowsAsync(fake.Requests.Last())).Select(r => Outage.Number(r.RawData)).Should().Equal(3);
    }

    [Fact]
    public async Task The_lake_gets_a_file_when_its_first_alert_has_waited_for_as_long_as_is_said()
    {
        await using var fake = await StartAsync();
        await using var patient = await WaitingAsync(fake, 0, since: TimeSpan.FromMinutes(6), interval: "30");
        // Five minutes are usual.
        await using var usual = await WaitingAsync(fake, 1, since: TimeSpan.FromMinutes(6), interval: "");
        await using var late = await WaitingAsync(fake, 2, since: TimeSpan.FromMinutes(31), interval: "30");
        await Wait.UntilAsync(() => fake.Requests.Count >= 2, () => string.Join('\n', usual.Log.Concat(late.Log)));
        var rows = await Task.WhenAll(fake.Requests.Select(RowsAsync));
        rows.SelectMany(r => r).Select(r => Outage.Number(r.RawData)).Should().BeEquivalentTo([1, 2]);
        (await patient.MetricsAsync()).Should().Contain("saker_forward_queue_alerts{destination=\"awssecuritylake\"} 1");
    }

    [Fact]
    public async Task A_file_that_is_sent_again_is_the_same()
    {
        await using var fake = await StartAsync();
        var answer = fake.Answer;
        List<string> targets = [];
        fake.Answer = (context, seen) =>
        {
            targets.Add(seen.Target);
            return targets.Count == 1 ? (503, "") : answer(context, seen);
        };
        await using var bench = await BenchAsync(fake);
        await Outage.SendAsync(bench, 0, 3);
        await Outage.DeliveredAsync(bench);
        targets.Should().HaveCount(2);
        targets.Distinct().Should().ContainSingle();
    }

    private static Task<Bench> BenchAsync(Fake fake, params (string Name, string Value)[] more) => Bench.StartAsync([("AWS_ACCESSKEYID", "AKIDEXAMPLE"),
        ("AWS_SECRETACCESSKEY", "s3cr3t-aws-key"), ("AWS_ENDPOINT", $"{fake.Url}"), ("AWS_SECURITYLAKE_BUCKET", "lake"), ("AWS_SECURITYLAKE_REGION", "eu-west-1"),
        ("AWS_SECURITYLAKE_ACCOUNTID", "123456789012"), ("AWS_SECURITYLAKE_PREFIX", "ext/falco"), ("AWS_SECURITYLAKE_BATCHSIZE", "3"), .. more]);

    /// <summary>Starts a forwarder in whose spool an alert of an earlier run waits for others to go with it.</summary>
    private async Task<Bench> WaitingAsync(Fake fake, int number, TimeSpan since, string interval)
    {
        string spool = Path.Combine(folder, $"{number}");
        byte[] line = Encoding.UTF8.GetBytes(Bench.Alert(number));
        using (var backlog = new SpoolBacklog(Spool.Open(Path.Combine(spool, "aws.securitylake"), 1 << 20)))
            backlog.TryAdd(new QueuedAlert(AlertParser.Parse(line)!, line, DateTimeOffset.UtcNow - since), out _).Should().BeTrue();
        return await BenchAsync(fake, ("SPOOL_DIRECTORY", spool), ("AWS_SECURITYLAKE_INTERVAL", interval));
    }

    private static async Task<IList<OcsfSecurityFinding>> RowsAsync(Seen seen)
    {
        using var file = new MemoryStream(Convert.FromHexString(seen.Body));
        return (await ParquetSerializer.DeserializeAsync<OcsfSecurityFinding>(file, cancellationToken: TestContext.Current.CancellationToken)).Data;
    }

    private static async Task<Fake> StartAsync()
    {
        var fake = await Fake.StartAsync();
        fake.Reading = async stream =>
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            return Convert.ToHexString(bytes.ToArray());
        };
        fake.Answer = (_, seen) => AwsVerifier.Problem(seen, "AKIDEXAMPLE", "s3cr3t-aws-key", "eu-west-1", "s3", Convert.FromHexString(seen.Body)) is null && seen.Method == "PUT"
            && seen.Headers["Content-Type"] == "application/vnd.apache.parquet" ? (200, "") : (403, "");
        return fake;
    }
}
