using Parquet;
using Parquet.Serialization;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Files for Security Lake: https://docs.aws.amazon.com/security-lake/latest/userguide/custom-sources-best-practices.html</summary>
public sealed class SecurityLakeTests
{
    [Fact]
    public async Task The_lake_gets_a_file_as_soon_as_there_are_enough_alerts_and_the_rest_at_the_end()
    {
        await using var fake = await StartAsync();
        var bench = await BenchAsync(fake);
        await Outage.SendAsync(bench, 0, 4);
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        (await bench.MetricsAsync()).Should().Contain("saker_forward_queue_alerts{destination=\"awssecuritylake\"} 1");
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

    private static Task<Bench> BenchAsync(Fake fake) => Bench.StartAsync(("AWS_ACCESSKEYID", "AKIDEXAMPLE"), ("AWS_SECRETACCESSKEY", "s3cr3t-aws-key"), ("AWS_ENDPOINT", $"{fake.Url}"),
        ("AWS_SECURITYLAKE_BUCKET", "lake"), ("AWS_SECURITYLAKE_REGION", "eu-west-1"), ("AWS_SECURITYLAKE_ACCOUNTID", "123456789012"), ("AWS_SECURITYLAKE_PREFIX", "ext/falco"),
        ("AWS_SECURITYLAKE_BATCHSIZE", "3"));

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
