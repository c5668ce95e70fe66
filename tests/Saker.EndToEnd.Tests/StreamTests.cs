using System.Net;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Alerts as they come, over the web server.</summary>
[Collection(nameof(OwnSensor))]
public class StreamTests
{
    [Fact]
    public async Task Subscribers_see_alerts_as_they_come()
    {
        int port = Ports.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, threadiness: 1}
            saker: {stream: {enabled: true, max_subscribers: 2} }
            """);
        sensor.WaitForLog("web server listens");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(20) };
        using var first = new StreamReader(await client.GetStreamAsync("/alerts", TestContext.Current.CancellationToken));
        using var second = new StreamReader(await client.GetStreamAsync("/alerts", TestContext.Current.CancellationToken));
        using var third = await client.GetAsync("/alerts", TestContext.Current.CancellationToken);
        third.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await client.GetStringAsync("/healthz", TestContext.Current.CancellationToken)).Should().Be("{\"status\": \"ok\"}");
        sensor.Plant("a");
        sensor.Plant("b");
        foreach (var reader in new[] { first, second })
        {
            (await Next(reader)).Should().StartWith("data: ").And.EndWith("/planted-a");
            (await Next(reader)).Should().StartWith("data: ").And.EndWith("/planted-b");
        }
    }

    private static async Task<string?> Next(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length > 0 && line[0] != ':')
                return line;
        }

        return null;
    }
}
