using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Google Cloud's services: tokens, targets and bodies as their documents, named at the destinations, have them.</summary>
public sealed class GoogleTests : IDisposable
{
    private readonly RSA key = RSA.Create(2048);

    public void Dispose() => key.Dispose();

    [Fact]
    public async Task Pubsub_gets_messages()
    {
        var (seen, _) = await DeliverAsync(("GCP_PUBSUB_PROJECTID", "p"), ("GCP_PUBSUB_TOPIC", "t"), ("GCP_PUBSUB_CUSTOMATTRIBUTES", "team:blue"));
        seen.Target.Should().Be("/v1/projects/p/topics/t:publish");
        var message = JsonNode.Parse(seen.Body)!["messages"]![0]!;
        ((string?)message["attributes"]!["team"]).Should().Be("blue");
        Outage.ShouldBeAlert(Text(message["data"]!), 0);
    }

    [Fact]
    public async Task Storage_gets_an_object_for_each_alert()
    {
        var (seen, _) = await DeliverAsync(("GCP_STORAGE_BUCKET", "b"), ("GCP_STORAGE_PREFIX", "falco"));
        Uri.UnescapeDataString(seen.Target).Should().MatchRegex("^/upload/storage/v1/b/b/o\\?uploadType=media&name=falco/2024-05-01/2024-05-01T12:00:00Z-[0-9a-f-]{36}\\.json$");
        Outage.ShouldBeAlert(seen.Body, 0);
    }

    [Fact]
    public async Task A_function_is_called()
    {
        var (seen, _) = await DeliverAsync(("GCP_CLOUDFUNCTIONS_NAME", "projects/p/locations/l/functions/f"));
        seen.Target.Should().Be("/v1/projects/p/locations/l/functions/f:call");
        Outage.ShouldBeAlert((string)JsonNode.Parse(seen.Body)!["data"]!, 0);
    }

    [Fact]
    public async Task Security_operations_get_logs()
    {
        var (seen, log) = await DeliverAsync(("GCP_CHRONICLE_REGION", "eu"), ("GCP_CHRONICLE_PROJECTID", "p"), ("GCP_CHRONICLE_INSTANCEID", "i"));
        seen.Target.Should().Be("/v1beta/projects/p/locations/eu/instances/i/logTypes/FALCO_IDS/logs:import");
        var entry = JsonNode.Parse(seen.Body)!["inlineSource"]!["logs"]![0]!;
        ((string?)entry["logEntryTime"]).Should().Be("2024-05-01T12:00:00Z");
        Outage.ShouldBeAlert(Text(entry["data"]!), 0);
        log.Should().NotContain("PRIVATE KEY").And.NotContain("token-1");
    }

    private static string Text(JsonNode base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    /// <summary>Delivers an alert to services that know who signs with the key.</summary>
    private async Task<(Seen Seen, string Log)> DeliverAsync(params (string Name, string Value)[] settings)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => seen.Target == "/token" ? (IsAccount(seen, $"{fake.Url}token") ? 200 : 400, """{"access_token":"token-1","expires_in":3600,"token_type":"Bearer"}""")
            : seen.Method == "POST" && seen.Headers.GetValueOrDefault("Authorization") == "Bearer token-1" ? (200, "{}") : (401, "");
        string account = JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account", ["client_email"] = "saker@p.iam.gserviceaccount.com", ["private_key_id"] = "k1", ["private_key"] = key.ExportPkcs8PrivateKeyPem(),
            ["token_uri"] = $"{fake.Url}token",
        });
        await using var bench = await Bench.StartAsync([("GCP_ENDPOINT", $"{fake.Url}"), ("GCP_CREDENTIALS", Convert.ToBase64String(Encoding.UTF8.GetBytes(account))), .. settings]);
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        fake.Requests.Should().HaveCount(2, string.Join('\n', bench.Log));
        return (fake.Requests.Last(), string.Join('\n', bench.Log));
    }

    /// <summary>https://developers.google.com/identity/protocols/oauth2/service-account#httprest</summary>
    private bool IsAccount(Seen seen, string audience)
    {
        var form = seen.Body.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        string[] parts = form["assertion"].Split('.');
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!;
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer" && (string?)header["alg"] == "RS256" && (string?)header["kid"] == "k1"
            && (string?)claims["iss"] == "saker@p.iam.gserviceaccount.com" && (string?)claims["aud"] == audience && (long)claims["exp"]! <= now + 3600 && (long)claims["iat"]! <= now
            && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
