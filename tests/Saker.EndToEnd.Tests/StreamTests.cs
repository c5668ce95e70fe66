using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Saker.EndToEnd.Tests.Fixture;
using Saker.Forwarder.Tests.Servers;
using Saker.Sensor.Tests.Streaming;
using Saker.Sensor.Tests.Streaming.Wire;

namespace Saker.EndToEnd.Tests;

/// <summary>Alerts as they come, over the web server.</summary>
[Collection(nameof(OwnSensor))]
public class StreamTests
{
    [Fact]
    public async Task Subscribers_see_alerts_as_they_come()
    {
        int port = LoopbackPort.Free();
        using var sensor = OwnSensor.Start($$"""
            webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{port}}, threadiness: 1}
            saker: {stream: {enabled: true, max_subscribers: 2} }
            """);
        sensor.WaitForLog("web server listens");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) };
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
            using var channel = SocketChannel.To(path);
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

    [Fact]
    public async Task Subscribers_by_grpc_show_the_certificate_that_is_asked_for()
    {
        string directory = OwnSensor.NewDirectory();
        string pem = SelfSigned.Write(directory);
        int port = LoopbackPort.Free();
        using (var sensor = OwnSensor.Start(
            $"saker: {{stream: {{enabled: true, grpc: {{address: '127.0.0.1:{port}', certificate: {pem}, client_ca: {pem}}} }} }}"))
        {
            sensor.WaitForLog("gRPC listens");
            await FluentActions.Awaiting(() => Head(port, null)).Should().ThrowAsync<RpcException>();
            using var known = X509Certificate2.CreateFromPemFile(pem);
            await Head(port, known);
        }

        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Who_does_not_read_misses_what_its_queue_has_no_room_for()
    {
        int port = LoopbackPort.Free();
        string large = OwnSensor.PlantedRule.Replace("opened %fd.name", $"'opened %fd.name {new string('x', 16 * 1024)}'", StringComparison.Ordinal);
        using var sensor = OwnSensor.Start(
            $"webserver: {{enabled: true, listen_address: 127.0.0.1, listen_port: {port}}}\nsaker: {{stream: {{enabled: true, capacity: 5}} }}", large);
        sensor.WaitForLog("web server listens");
        // Neither end of its connection has room for many of these.
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync("GET /alerts HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        client.GetStream().ReadByte().Should().Be('H');
        for (int i = 0; i < 100; i++)
            sensor.Plant($"{i:D3}");
        sensor.WaitForAlert("/planted-099");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync(limit.Token) is var line && line != "event: missed")
            line.Should().NotBeNull("it is told");
        (await reader.ReadLineAsync(limit.Token)).Should().MatchRegex("""^data: \{"missed":[1-9][0-9]*\}$""");
    }

    /// <summary>Subscribes, and waits until the sensor has taken it.</summary>
    private static async Task Head(int port, X509Certificate2? certificate)
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=sensor", ClientCertificates = certificate is null ? null : [certificate] },
        };
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{port}", new GrpcChannelOptions { HttpHandler = handler });
        using var call = new service.serviceClient(channel).sub(cancellationToken: TestContext.Current.CancellationToken);
        await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static async Task<string?> Next(StreamReader reader)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Length > 0 && line[0] != ':')
                return line;
        }

        return null;
    }
}
