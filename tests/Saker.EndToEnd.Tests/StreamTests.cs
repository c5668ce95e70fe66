using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Sensor.Tests.Streaming.Wire;

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

    [Fact]
    public async Task Subscribers_by_grpc_see_alerts_as_they_come()
    {
        string directory = Directory.CreateTempSubdirectory("saker-stream-").FullName;
        string path = Path.Combine(directory, "alerts.sock");
        using (var sensor = OwnSensor.Start($$"""
            json_output: true
            saker: {stream: {enabled: true, grpc: {address: "unix://{{path}}"} } }
            """))
        {
            sensor.WaitForLog("gRPC listens");
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, stop) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler });
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            using var call = new service.serviceClient(channel).sub(cancellationToken: limit.Token);
            await call.ResponseHeadersAsync;
            sensor.Plant("a");
            do
            {
                (await call.ResponseStream.MoveNext(limit.Token)).Should().BeTrue();
            }
            while (call.ResponseStream.Current.Rule != "Planted");
            var alert = call.ResponseStream.Current;
            alert.Source.Should().Be("syscall");
            alert.Output.Should().EndWith("/planted-a");
            alert.OutputFields["fd.name"].Should().EndWith("/planted-a");
            alert.Tags.Should().Equal("files");
            alert.Hostname.Should().NotBeEmpty();
        }

        // A run that ends leaves no socket behind.
        File.Exists(path).Should().BeFalse();
        Directory.Delete(directory, recursive: true);
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
