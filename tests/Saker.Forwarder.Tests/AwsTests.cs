using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Tests.Servers;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Tests;

/// <summary>Services of AWS, and Yandex's that speak like them: targets, signatures and bodies as their documents, named at the destinations, have them.</summary>
public sealed class AwsTests
{
    private const string Id = "AKIDEXAMPLE";
    private const string Secret = "s3cr3t-aws-key";

    /// <summary>The simplest case of AWS's own suite, get-vanilla: https://github.com/awslabs/aws-c-auth/tree/main/tests/aws-signing-test-suite</summary>
    [Fact]
    public void A_signature_is_that_of_the_published_example()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://example.amazonaws.com/");
        new AwsSignature("us-east-1", "service").Sign(request, [], new AwsKeys(Id, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null),
            new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero));
        request.Headers.GetValues("Authorization").Single().Should().Be("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    [Fact]
    public async Task Sqs_gets_batches_and_what_it_refuses_becomes_a_dead_letter()
    {
        await using var fake = await StartAsync("sqs", "eu-west-1", seen => seen.Body.Contains("\\\"number\\\":\\\"2\\\"", StringComparison.Ordinal)
            ? """{"Successful":[],"Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidMessageContents"}]}""" : """{"Successful":[],"Failed":[]}""");
        await using var bench = await BenchAsync(fake, ("AWS_SQS_URL", $"{fake.Url}123456789012/alerts.fifo"));
        await Outage.SendAsync(bench, 0, 3);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Should().OnlyContain(r => r.Method == "POST" && r.Target == "/" && r.Headers["X-Amz-Target"] == "AmazonSQS.SendMessageBatch"
            && r.Headers["Content-Type"] == "application/x-amz-json-1.0");
        var body = JsonNode.Parse(fake.Requests.First().Body)!;
        ((string?)body["QueueUrl"]).Should().Be($"{fake.Url}123456789012/alerts.fifo");
        var entry = body["Entries"]![0]!;
        Outage.ShouldBeAlert((string)entry["MessageBody"]!, 0);
        ((string?)entry["MessageGroupId"]).Should().Be("host-1/syscall");
        ((string?)entry["MessageDeduplicationId"]).Should().Be((string?)JsonNode.Parse((string)entry["MessageBody"]!)!["uuid"]);
        bench.Log.Should().ContainSingle(l => l.EndsWith("it is kept as a dead letter", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Sns_gets_messages_with_attributes_or_json(string raw)
    {
        await using var fake = await StartAsync("sns", "eu-west-1", _ => "<PublishResponse/>");
        await using var bench = await BenchAsync(fake, ("AWS_SNS_TOPICARN", "arn:aws:sns:eu-west-1:1:alerts"), ("AWS_SNS_RAWJSON", raw));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var form = fake.Requests.Single().Body.Split('&').Select(p => p.Split('=')).ToDictionary(p => Uri.UnescapeDataString(p[0]), p => Uri.UnescapeDataString(p[1]));
        form["Action"].Should().Be("Publish");
        form["Version"].Should().Be("2010-03-31");
        form["TopicArn"].Should().Be("arn:aws:sns:eu-west-1:1:alerts");
        if (raw == "true")
        {
            Outage.ShouldBeAlert(form["Message"], 0);
            return;
        }

        form["Message"].Should().Contain("A shell was spawned");
        var attributes = form.Keys.Where(k => k.EndsWith(".Name", StringComparison.Ordinal)).ToDictionary(k => form[k], k => form[k[..^4] + "Value.StringValue"]);
        attributes.Should().Contain([new("rule", "Terminal shell"), new("priority", "Warning"), new("tags", "T1059,mitre_execution"), new("hostname", "host-1"), new("proc.name", "bash")]);
        form.Should().Contain(new KeyValuePair<string, string>(form.Single(f => f.Value == "evt.time").Key[..^4] + "Value.DataType", "Number"));
    }

    [Fact]
    public async Task Lambda_is_called_with_alerts()
    {
        await using var fake = await StartAsync("lambda", "eu-west-1", _ => "null");
        await using var bench = await BenchAsync(fake, ("AWS_LAMBDA_FUNCTIONNAME", "arn:aws:lambda:eu-west-1:1:function:f"), ("AWS_LAMBDA_INVOCATIONTYPE", "Event"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var seen = fake.Requests.Single();
        Uri.UnescapeDataString(seen.Target).Should().Be("/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:f/invocations");
        seen.Headers["X-Amz-Invocation-Type"].Should().Be("Event");
        Outage.ShouldBeAlert(seen.Body, 0);
    }

    [Fact]
    public async Task A_stream_that_is_missing_in_cloudwatch_is_made()
    {
        bool isMade = false;
        await using var fake = await StartAsync("logs", "eu-west-1", _ => "{}");
        var check = fake.Answer;
        fake.Answer = (context, seen) =>
        {
            if (seen.Headers["X-Amz-Target"] == "Logs_20140328.PutLogEvents" && !isMade)
                return (400, """{"__type":"ResourceNotFoundException","message":"The specified log stream does not exist."}""");
            isMade |= seen.Headers["X-Amz-Target"] == "Logs_20140328.CreateLogStream";
            return check(context, seen);
        };
        await using var bench = await BenchAsync(fake, ("AWS_CLOUDWATCHLOGS_LOGGROUP", "/saker"), ("AWS_CLOUDWATCHLOGS_LOGSTREAM", "s"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Select(r => r.Headers["X-Amz-Target"]).Should().Equal("Logs_20140328.PutLogEvents", "Logs_20140328.CreateLogStream", "Logs_20140328.PutLogEvents");
        var body = JsonNode.Parse(fake.Requests.Last().Body)!;
        ((string?)body["logGroupName"]).Should().Be("/saker");
        ((string?)body["logStreamName"]).Should().Be("s");
        ((long)body["logEvents"]![0]!["timestamp"]!).Should().Be(1714564800000);
        Outage.ShouldBeAlert((string)body["logEvents"]![0]!["message"]!, 0);
    }

    [Theory]
    [InlineData("AWS", "KINESIS", "eu-west-1")]
    [InlineData("YANDEX", "DATASTREAMS", "ru-central1")]
    public async Task Kinesis_gets_records(string vendor, string service, string region)
    {
        await using var fake = await StartAsync("kinesis", region, _ => """{"FailedRecordCount":0,"Records":[]}""");
        await using var bench = await BenchAsync(fake, ($"{vendor}_{service}_STREAMNAME", "alerts"), ("YANDEX_DATASTREAMS_ENDPOINT", $"{fake.Url}"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var seen = fake.Requests.Single();
        seen.Headers["X-Amz-Target"].Should().Be("Kinesis_20131202.PutRecords");
        seen.Headers["Content-Type"].Should().Be("application/x-amz-json-1.1");
        var body = JsonNode.Parse(seen.Body)!;
        ((string?)body["StreamName"]).Should().Be("alerts");
        ((string?)body["Records"]![0]!["PartitionKey"]).Should().Be("host-1/syscall");
        Outage.ShouldBeAlert(System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)body["Records"]![0]!["Data"]!)), 0);
    }

    [Theory]
    [InlineData("AWS", "eu-west-1")]
    [InlineData("YANDEX", "ru-central1")]
    public async Task Storage_gets_an_object_for_each_alert(string vendor, string region)
    {
        await using var fake = await StartAsync("s3", region, _ => "");
        await using var bench = await BenchAsync(fake, ($"{vendor}_S3_BUCKET", "alerts"), ("YANDEX_S3_ENDPOINT", $"{fake.Url}"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var seen = fake.Requests.Single();
        seen.Method.Should().Be("PUT");
        Uri.UnescapeDataString(seen.Target).Should().MatchRegex("^/alerts/falco/2024-05-01/2024-05-01T12:00:00Z-[0-9a-f-]{36}\\.json$");
        seen.Headers.GetValueOrDefault("X-Amz-Acl").Should().Be(vendor == "AWS" ? "bucket-owner-full-control" : null);
        Outage.ShouldBeAlert(seen.Body, 0);
    }

    [Theory]
    [InlineData("ThrottlingException", "wait until it works again")]
    [InlineData("com.amazonaws.sqs#AccessDeniedException", "AccessDeniedException; it is kept as a dead letter")]
    public async Task Errors_are_told_apart_by_their_names(string error, string said)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (400, JsonSerializer.Serialize(new Dictionary<string, string> { ["__type"] = error, ["message"] = "no" }));
        await using var bench = await BenchAsync(fake, ("AWS_SQS_URL", $"{fake.Url}1/q"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.EndsWith(said, StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain(Secret).And.NotContain(Id);
    }

    /// <summary>A service that takes what is signed rightly, and nothing else.</summary>
    private static async Task<Fake> StartAsync(string service, string region, Func<Seen, string> answer)
    {
        var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => AwsVerifier.Problem(seen, Id, Secret, region, service) is { } problem ? (403, $"{{\"__type\":\"{problem}\"}}") : (200, answer(seen));
        return fake;
    }

    private static Task<Bench> BenchAsync(Fake fake, params (string Name, string Value)[] more) => Bench.StartAsync([("AWS_ENDPOINT", $"{fake.Url}"), ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESSKEYID", Id), ("AWS_SECRETACCESSKEY", Secret), ("YANDEX_ACCESSKEYID", Id), ("YANDEX_SECRETACCESSKEY", Secret), ("DELIVERY_ATTEMPTS", "2"), .. more]);
}
