using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using Amqp;
using Amqp.Framing;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Event Hubs over AMQP.</summary>
public sealed partial class EventHubTests
{
    private const string Key = "s3cr3t-azure-key";

    private readonly int port = LoopbackPort.Free();

    [Fact]
    public async Task A_hub_gets_alerts_of_whoever_has_its_key_and_all_of_them_when_it_was_away()
    {
        await using var bench = await Bench.StartAsync(Connection());
        await Outage.SendAsync(bench, 0, 10);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        FakeHub hub;
        using (hub = new FakeHub(port) { Likes = t => t.Type == "servicebus.windows.net:sastoken" && IsSigned(t.Token, "amqps://127.0.0.1/alerts") })
        {
            await Outage.DeliveredAsync(bench);
            await Outage.SendAsync(bench, 10, 10);
            await Outage.DeliveredAsync(bench);
        }

        var former = hub.Messages;
        await Outage.SendAsync(bench, 20, 10);
        using (hub = new FakeHub(port))
        {
            await Outage.DeliveredAsync(bench);
            Outage.ShouldHoldAll(former.Concat(hub.Messages).Select(m => m.Body));
        }

        former.Should().OnlyContain(m => m.PartitionKey == "host-1\nsyscall" && m.ContentType == "application/json" && m.Body.Contains($"\"uuid\":\"{m.Id}\"", StringComparison.Ordinal));
        string.Join('\n', bench.Log).Should().NotContain(Key);
    }

    [Fact]
    public async Task A_key_that_is_not_taken_is_told_of_and_tried_again()
    {
        using var hub = new FakeHub(port) { Likes = _ => false };
        await using var bench = await Bench.StartAsync(Connection());
        await Outage.SendAsync(bench, 0, 1);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("the token is not taken: 401 InvalidToken", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        hub.Likes = _ => true;
        await Outage.DeliveredAsync(bench);
        hub.Messages.Should().ContainSingle();
        string.Join('\n', bench.Log).Should().NotContain(Key);
    }

    [Fact]
    public async Task What_is_too_large_for_the_hub_does_not_hold_up_the_rest()
    {
        using var hub = new FakeHub(port) { Refusal = m => m.Body.Contains("\"number\":\"1\"", StringComparison.Ordinal) ? new Error(ErrorCode.MessageSizeExceeded) : null };
        await using var bench = await Bench.StartAsync(Connection());
        await Outage.SendAsync(bench, 0, 3);
        await Outage.DeliveredAsync(bench);
        hub.Messages.Select(m => Outage.Number(m.Body)).Distinct().Should().Equal(0, 2);
        File.ReadAllLines(Path.Combine(bench.Spool, "azure.eventhub.dead.jsonl")).Select(Outage.Number).Should().Equal(1);
    }

    [Fact]
    public async Task With_TLS_one_is_known_by_a_token_of_ones_identity()
    {
        using var key = RSA.Create(2048);
        using var self = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(self.Export(X509ContentType.Pkcs12), null);
        await using var authority = await Fake.StartAsync();
        authority.Answer = (_, seen) => seen.Method == "POST" && seen.Target == "/tenant/oauth2/v2.0/token" && seen.Body.Contains("scope=https%3A%2F%2Feventhubs.azure.net%2F.default", StringComparison.Ordinal)
            ? (200, """{"expires_in":3599,"access_token":"t1"}""") : (401, "");
        using var hub = new FakeHub(port, certificate) { Likes = t => t == ("jwt", "amqps://127.0.0.1/alerts", "t1") };
        await using var bench = await Bench.StartAsync(("AZURE_EVENTHUB_NAMESPACE", $"127.0.0.1:{port}"), ("AZURE_EVENTHUB_NAME", "alerts"), ("AZURE_EVENTHUB_CHECKCERT", "false"),
            ("AZURE_TENANTID", "tenant"), ("AZURE_CLIENTID", "app"), ("AZURE_CLIENTSECRET", "s3cr3t"), ("AZURE_AUTHORITYHOST", $"{authority.Url}"));
        await Outage.SendAsync(bench, 0, 2);
        await Outage.DeliveredAsync(bench);
        hub.Messages.Select(m => Outage.Number(m.Body)).Should().Equal(0, 1);
        authority.Requests.Should().ContainSingle();
    }

    private (string, string)[] Connection() =>
    [
        ("AZURE_EVENTHUB_NAME", "alerts"),
        ("AZURE_EVENTHUB_CONNECTIONSTRING", $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=send;SharedAccessKey={Key};UseDevelopmentEmulator=true"),
    ];

    /// <summary>Checks a signature as https://learn.microsoft.com/en-us/rest/api/eventhub/generate-sas-token makes it.</summary>
    private static bool IsSigned(string token, string resource)
    {
        if (Signature().Match(token) is not { Success: true } match)
            return false;
        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{match.Groups["sr"].Value}\n{match.Groups["se"].Value}"));
        return Uri.UnescapeDataString(match.Groups["sr"].Value) == resource && match.Groups["skn"].Value == "send"
            && long.Parse(match.Groups["se"].Value) > DateTimeOffset.UtcNow.ToUnixTimeSeconds() && Uri.UnescapeDataString(match.Groups["sig"].Value) == Convert.ToBase64String(expected);
    }

    [GeneratedRegex("^SharedAccessSignature sr=(?<sr>[^&]+)&sig=(?<sig>[^&]+)&se=(?<se>[0-9]+)&skn=(?<skn>[^&]+)$")]
    private static partial Regex Signature();
}
