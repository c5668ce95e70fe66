using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Azure's services: targets, signatures, tokens and bodies as their documents, named at the destinations, have them.</summary>
public sealed partial class AzureTests
{
    private const string Key = "s3cr3t-azure-key";

    [Theory]
    [InlineData("EVENTHUB", "NAME")]
    [InlineData("SERVICEBUS", "ENTITY")]
    public async Task Message_buses_get_batches_signed_with_a_shared_key(string service, string entity)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => (IsSigned(seen, fake.Url) ? 201 : 401, "");
        await using var bench = await Bench.StartAsync(($"AZURE_{service}_{entity}", "alerts"),
            ($"AZURE_{service}_CONNECTIONSTRING", $"Endpoint={fake.Url};SharedAccessKeyName=send;SharedAccessKey={Key}"));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        var seen = fake.Requests.Single();
        seen.Method.Should().Be("POST");
        seen.Target.Should().Be("/alerts/messages");
        seen.Headers["Content-Type"].Should().Be("application/vnd.microsoft.servicebus.json");
        var entry = JsonNode.Parse(seen.Body)![0]!;
        Outage.ShouldBeAlert((string)entry["Body"]!, 0);
        string id = (string)entry["UserProperties"]!["uuid"]!;
        ((string)entry["Body"]!).Should().Contain($"\"uuid\":\"{id}\"");
        ((string?)entry["BrokerProperties"]?["MessageId"]).Should().Be(service == "SERVICEBUS" ? id : null);
        string.Join('\n', bench.Log).Should().NotContain(Key);
    }

    [Fact]
    public async Task Sentinel_gets_records_with_a_token_that_is_asked_for_once()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => seen.Target.StartsWith("/tenant/", StringComparison.Ordinal) ? Token(seen, ("client_secret", Key), "https://monitor.azure.com/.default")
            : seen.Headers.GetValueOrDefault("Authorization") == "Bearer t1" ? (204, "") : (401, "");
        await using var bench = await Bench.StartAsync([.. Application(fake), ("AZURE_CLIENTSECRET", Key),
            ("AZURE_SENTINEL_ENDPOINT", $"{fake.Url}"), ("AZURE_SENTINEL_RULEID", "dcr-0123"), ("AZURE_SENTINEL_STREAM", "Custom-Falco_CL")]);
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        await Outage.SendAsync(bench, 1, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Select(r => r.Target).Should().Equal("/tenant/oauth2/v2.0/token",
            "/dataCollectionRules/dcr-0123/streams/Custom-Falco_CL?api-version=2023-01-01", "/dataCollectionRules/dcr-0123/streams/Custom-Falco_CL?api-version=2023-01-01");
        var record = JsonNode.Parse(fake.Requests.Last().Body)![0]!;
        ((string?)record["TimeGenerated"]).Should().Be("2024-05-01T12:00:00.000000001Z");
        Outage.ShouldBeAlert(record.ToJsonString(), 1);
        string.Join('\n', bench.Log).Should().NotContain(Key);
    }

    [Fact]
    public async Task Blobs_are_written_by_a_workload_identity()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "s3cr3t-assertion\n", TestContext.Current.CancellationToken);
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => seen.Target.StartsWith("/tenant/", StringComparison.Ordinal) ? Token(seen, ("client_assertion", "s3cr3t-assertion"), "https://storage.azure.com/.default")
            : seen.Headers.GetValueOrDefault("Authorization") == "Bearer t1" ? (201, "") : (403, "");
        await using var bench = await Bench.StartAsync([.. Application(fake), ("AZURE_FEDERATEDTOKENFILE", file), ("AZURE_BLOB_ENDPOINT", $"{fake.Url}"), ("AZURE_BLOB_CONTAINER", "alerts")]);
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        File.Delete(file);
        var seen = fake.Requests.Last();
        seen.Method.Should().Be("PUT");
        Uri.UnescapeDataString(seen.Target).Should().MatchRegex("^/alerts/falco/2024-05-01/2024-05-01T12:00:00Z-[0-9a-f-]{36}\\.json$");
        seen.Headers.Should().Contain([new("x-ms-blob-type", "BlockBlob"), new("x-ms-version", "2021-08-06")]).And.ContainKey("x-ms-date");
        Outage.ShouldBeAlert(seen.Body, 0);
    }

    [Fact]
    public async Task A_function_gets_its_key()
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => (seen.Headers.GetValueOrDefault("x-functions-key") == Key ? 200 : 401, "");
        await using var bench = await Bench.StartAsync(("AZURE_FUNCTIONS_ADDRESS", $"{fake.Url}api/alerts"), ("AZURE_FUNCTIONS_KEY", Key));
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Single().Target.Should().Be("/api/alerts");
        Outage.ShouldBeAlert(fake.Requests.Single().Body, 0);
    }

    private static (string, string)[] Application(Fake fake) => [("AZURE_TENANTID", "tenant"), ("AZURE_CLIENTID", "app"), ("AZURE_AUTHORITYHOST", $"{fake.Url}")];

    private static (int, string) Token(Seen seen, (string Name, string Value) proof, string scope)
    {
        var form = seen.Body.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        bool isRight = seen.Method == "POST" && form["grant_type"] == "client_credentials" && form["client_id"] == "app" && form["scope"] == scope && form[proof.Name] == proof.Value
            && (proof.Name == "client_secret" || form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        return isRight ? (200, """{"token_type":"Bearer","expires_in":3599,"access_token":"t1"}""") : (401, "");
    }

    /// <summary>Checks a signature as https://learn.microsoft.com/en-us/rest/api/eventhub/generate-sas-token makes it.</summary>
    private static bool IsSigned(Seen seen, Uri url)
    {
        if (Signature().Match(seen.Headers.GetValueOrDefault("Authorization", "")) is not { Success: true } match)
            return false;
        string resource = match.Groups["sr"].Value;
        byte[] expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{resource}\n{match.Groups["se"].Value}"));
        return new Uri(url, seen.Target).ToString() == Uri.UnescapeDataString(resource) && match.Groups["skn"].Value == "send"
            && long.Parse(match.Groups["se"].Value) > DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            && Uri.UnescapeDataString(match.Groups["sig"].Value) == Convert.ToBase64String(expected);
    }

    [GeneratedRegex("^SharedAccessSignature sr=(?<sr>[^&]+)&sig=(?<sig>[^&]+)&se=(?<se>[0-9]+)&skn=(?<skn>[^&]+)$")]
    private static partial Regex Signature();
}
