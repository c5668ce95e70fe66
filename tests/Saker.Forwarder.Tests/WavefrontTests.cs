using System.IO.Compression;
using System.Text;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests;

/// <summary>Points for Wavefront: https://docs.wavefront.com/direct_ingestion.html and https://docs.wavefront.com/wavefront_data_format.html</summary>
public sealed class WavefrontTests
{
    private const string Tags = "\"severity\"=\"Warning\" \"rule\"=\"Terminal shell\" \"source\"=\"syscall\" \"hostname\"=\"host-1\" \"tags\"=\"T1059, mitre_execution\" ";

    [Fact]
    public async Task It_gets_points_directly()
    {
        await using var fake = await StartAsync(seen => seen.Headers.GetValueOrDefault("Authorization") == "Bearer s3cr3t-token");
        await using var bench = await Bench.StartAsync(("WAVEFRONT_ENDPOINTHOST", $"{fake.Url}"), ("WAVEFRONT_ENDPOINTTOKEN", "s3cr3t-token"), ("WAVEFRONT_METRICNAME", "alerts of ours"));
        await Outage.SendAsync(bench, 0, 2);
        await Outage.DeliveredAsync(bench);
        string.Concat(fake.Requests.Select(r => r.Body)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            $"\"alerts-of-ours\" 1 1714564800 source=\"falco-exporter\" {Tags}\"number\"=\"0\" \"proc.name\"=\"bash\" \"user.name\"=\"root\"",
            $"\"alerts-of-ours\" 1 1714564800 source=\"falco-exporter\" {Tags}\"number\"=\"1\" \"proc.name\"=\"bash\" \"user.name\"=\"root\"");
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData("1", 3)]
    [InlineData("2", 2)]
    [InlineData("", 1)]
    public async Task It_gets_no_more_points_at_a_time_than_it_is_to(string most, int requests)
    {
        bool isAway = true;
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) => (Volatile.Read(ref isAway) ? 503 : 200, "");
        await using var bench = await Bench.StartAsync(("WAVEFRONT_ENDPOINTHOST", $"{fake.Url}"), ("WAVEFRONT_BATCHSIZE", most));
        await Outage.SendAsync(bench, 0, 1);
        await Wait.UntilAsync(() => !fake.Requests.IsEmpty, () => string.Join('\n', bench.Log));
        await Outage.SendAsync(bench, 1, 2);
        await bench.StopAsync();
        Volatile.Write(ref isAway, false);
        await bench.RestartAsync();
        await Outage.DeliveredAsync(bench);
        fake.Taken.Should().HaveCount(requests);
    }

    [Fact]
    public async Task It_gets_them_by_a_proxy_with_tags_that_it_takes()
    {
        await using var fake = await StartAsync(seen => !seen.Headers.ContainsKey("Authorization"));
        await using var bench = await Bench.StartAsync(("WAVEFRONT_ENDPOINTTYPE", "proxy"), ("WAVEFRONT_ENDPOINTHOST", "127.0.0.1"),
            ("WAVEFRONT_ENDPOINTMETRICPORT", $"{fake.Url.Port}"), ("WAVEFRONT_ENDPOINTTOKEN", "s3cr3t-token"));
        string many = string.Join(',', Enumerable.Range(0, 30).Select(i => $"\"zz[{i:D2}]\":\"{i}\""));
        await bench.PostAsync($$$"""{"output":"o","priority":"Error","rule":"r\"\\\n","source":"s","time":"2024-05-01T12:00:00Z","output_fields":{"long":"{{{new string('x', 300)}}}",{{{many}}}}}""");
        await Outage.DeliveredAsync(bench);
        string line = fake.Requests.Single().Body;
        line.Should().StartWith("\"falco.alert\" 1 1714564800 source=\"falco-exporter\" \"severity\"=\"Error\" \"rule\"=\"r\\\"\\\\\\n\" \"source\"=\"s\" \"long\"=\"" + new string('x', 250) + "\" \"zz-00-\"=\"0\"");
        line.Split("\"=\"").Should().HaveCount(21);
    }

    private static async Task<Fake> StartAsync(Func<Seen, bool> isAllowed)
    {
        var fake = await Fake.StartAsync();
        fake.Reading = async stream =>
        {
            using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        };
        fake.Answer = (_, seen) => seen is { Method: "POST", Target: "/report?f=wavefront" } && seen.Headers["Content-Type"] == "application/octet-stream" && seen.Headers["Content-Encoding"] == "gzip"
            ? (isAllowed(seen) ? 202 : 401, "") : (404, "");
        return fake;
    }
}
