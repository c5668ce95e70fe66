using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Saker.Alerts;
using Saker.Alerts.Streaming;
using Saker.Alerts.Tests.Outputs.Ends;
using Saker.Forwarder.Tests.Servers;
using Saker.Sensor.Configuration;
using Saker.Sensor.Streaming;
using Saker.Sensor.Tests.Streaming.Wire;

namespace Saker.Sensor.Tests.Streaming;

/// <summary>Alerts by gRPC, for programs that were made for Falco's service.</summary>
public sealed class GrpcServerTests : IDisposable
{
    private const int Capacity = 50;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly string directory = Directory.CreateTempSubdirectory("saker-grpc-").FullName;
    private readonly AlertStream stream = new(maxSubscribers: 4, Capacity);
    private readonly StringWriter said = new();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_subscriber_is_told_all_that_an_alert_holds()
    {
        using var server = Start(out var address);
        using var channel = GrpcChannel.ForAddress(address);
        using var call = await SubscribeAsync(channel);
        Write("""
            {"hostname":"node-1","output":"12:00:00.000000001: Notice A shell (user=root)","output_fields":{"evt.time":12,"proc.name":"sh","container.id":null},
            "priority":"Notice","rule":"Shell","source":"syscall","tags":["shell","T1059"],"time":"2024-05-01T12:00:00.000000001Z"}
            """, "Notice");
        var alert = await NextAsync(call.ResponseStream);
        alert.Time.Should().Be(new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = 1_714_564_800, Nanos = 1 });
        (alert.Priority, alert.SourceDeprecated, alert.Source, alert.Rule, alert.Hostname).Should().Be((5, 0, "syscall", "a rule", "node-1"));
        alert.Output.Should().Be("12:00:00.000000001: Notice A shell (user=root)");
        alert.Tags.Should().Equal("shell", "T1059");
        alert.OutputFields.Should().Equal(new Dictionary<string, string> { ["evt.time"] = "12", ["proc.name"] = "sh", ["container.id"] = "<NA>" });

        // As old clients do, to be sent what is there.
        await call.RequestStream.WriteAsync(new request(), TestContext.Current.CancellationToken);
        Write("12:00:00.000000001: Error no JSON", "Error");
        var text = await NextAsync(call.ResponseStream);
        (text.Priority, text.Output, text.Hostname).Should().Be((3, "12:00:00.000000001: Error no JSON", "this-host"));
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)).Should().BeFalse();
    }

    [Fact]
    public async Task Who_does_not_keep_up_is_told_how_many_it_missed_and_holds_nobody_up()
    {
        const int all = 3000;
        using var server = Start(out var address);
        using var quickChannel = GrpcChannel.ForAddress(address);
        using var slowChannel = GrpcChannel.ForAddress(address);
        using var quick = await SubscribeAsync(quickChannel);
        using var slow = await SubscribeAsync(slowChannel);
        string filling = new('x', 4000);
        for (int i = 0; i < all; i++)
        {
            // Nobody waits for the slow one: neither who writes, nor the other subscriber.
            Write($"{i} {filling}", "Notice");
            (await NextAsync(quick.ResponseStream)).Output.Should().StartWith($"{i} ");
        }

        int received = 0, missed = 0;
        while (received + missed < all)
        {
            var next = await NextAsync(slow.ResponseStream);
            if (next.Source == "internal")
            {
                missed += int.Parse(next.OutputFields["missed"]);
                next.Rule.Should().Be("Saker internal: alerts missed");
                next.Output.Should().Be($"{next.OutputFields["missed"]} alerts were left out: this subscriber does not keep up");
                continue;
            }

            next.Output.Should().StartWith($"{received + missed} ");
            received++;
        }

        missed.Should().BePositive();
        received.Should().BeGreaterThanOrEqualTo(Capacity);
    }

    [Fact]
    public async Task What_came_since_the_last_time_is_got_at_once()
    {
        using var server = Start(out var address);
        using var channel = GrpcChannel.ForAddress(address);
        var client = new service.serviceClient(channel);
        Write("one", "Notice");
        Write("two", "Notice");
        (await GetAsync()).Should().Equal("one", "two");
        (await GetAsync()).Should().BeEmpty();
        for (int i = 0; i < Capacity + 7; i++)
            Write($"{i}", "Notice");
        (await GetAsync()).Should().HaveCount(Capacity + 1).And.HaveElementAt(Capacity, "7 alerts were left out: this subscriber does not keep up");

        async Task<List<string>> GetAsync()
        {
            List<string> got = [];
            using var call = client.get(new request(), deadline: DateTime.UtcNow + patience);
            await foreach (var alert in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
                got.Add(alert.Output);
            return got;
        }
    }

    [Fact]
    public async Task One_too_many_is_sent_away_until_another_leaves()
    {
        using var server = Start(out var address);
        using var channel = GrpcChannel.ForAddress(address);
        // One place is for those who get what came since the last time.
        var calls = new List<AsyncDuplexStreamingCall<request, response>>();
        for (int i = 0; i < 3; i++)
            calls.Add(await SubscribeAsync(channel));
        (await FluentActions.Awaiting(async () =>
        {
            using var refused = new service.serviceClient(channel).sub();
            await NextAsync(refused.ResponseStream);
        }).Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.ResourceExhausted);
        calls[0].Dispose();
        AsyncDuplexStreamingCall<request, response>? next = null;
        Wait.Until(() => TrySubscribe(channel, out next), () => "there is no place");
        next!.Dispose();
        calls.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task A_socket_that_a_killed_run_left_behind_is_taken_over()
    {
        string path = Path.Combine(directory, "saker.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        using var server = GrpcServer.Start(new GrpcOptions(null, path, null, null), stream, "this-host", Log());
        using var channel = SocketChannel.To(path);
        using var call = await SubscribeAsync(channel);
        Write("by socket", "Notice");
        (await NextAsync(call.ResponseStream)).Output.Should().Be("by socket");
        FluentActions.Invoking(() => GrpcServer.Start(new GrpcOptions(null, path, null, null), stream, "this-host", Log()))
            .Should().Throw<ConfigException>().Which.Message.Should().StartWith($"saker.stream.grpc: cannot listen on {path}");
    }

    [Fact]
    public async Task Subscribers_show_the_certificate_that_is_asked_for()
    {
        var certificates = new Certificates(directory);
        string own = Path.Combine(directory, "own.pem");
        await File.WriteAllTextAsync(own, $"{certificates.Server.ExportCertificatePem()}\n{certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n",
            TestContext.Current.CancellationToken);
        int port = LoopbackPort.Free();
        using var server = GrpcServer.Start(new GrpcOptions(new IPEndPoint(IPAddress.Loopback, port), null, own, certificates.Authority), stream, "this-host", Log());
        using (var stranger = GrpcChannel.ForAddress($"https://127.0.0.1:{port}", new GrpcChannelOptions { HttpHandler = Trusting(), DisposeHttpClient = true }))
            await FluentActions.Awaiting(() => SubscribeAsync(stranger)).Should().ThrowAsync<RpcException>();
        var known = Trusting();
        known.SslOptions.ClientCertificates = [certificates.Client];
        using var channel = GrpcChannel.ForAddress($"https://127.0.0.1:{port}", new GrpcChannelOptions { HttpHandler = known, DisposeHttpClient = true });
        using var call = await SubscribeAsync(channel);
        Write("by TLS", "Notice");
        (await NextAsync(call.ResponseStream)).Output.Should().Be("by TLS");

        SocketsHttpHandler Trusting()
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(certificates.Authority);
            return new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
        }
    }

    private static async Task<AsyncDuplexStreamingCall<request, response>> SubscribeAsync(GrpcChannel channel)
    {
        var call = new service.serviceClient(channel).sub(cancellationToken: TestContext.Current.CancellationToken);
        // The head of the answer comes when the subscriber has its place.
        await call.ResponseHeadersAsync.WaitAsync(patience, TestContext.Current.CancellationToken);
        return call;
    }

    private static bool TrySubscribe(GrpcChannel channel, out AsyncDuplexStreamingCall<request, response>? call)
    {
        call = new service.serviceClient(channel).sub(cancellationToken: TestContext.Current.CancellationToken);
        call.ResponseHeadersAsync.Wait(patience, TestContext.Current.CancellationToken);
        // A refusal is a head with nothing behind it.
        var waiting = call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        try
        {
            return !waiting.Wait(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
        catch (AggregateException)
        {
            return false;
        }
    }

    private static async Task<response> NextAsync(IAsyncStreamReader<response> responses)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        (await responses.MoveNext(limit.Token)).Should().BeTrue();
        return responses.Current;
    }

    private GrpcServer Start(out string address)
    {
        int port = LoopbackPort.Free();
        address = $"http://127.0.0.1:{port}";
        return GrpcServer.Start(new GrpcOptions(new IPEndPoint(IPAddress.Loopback, port), null, null, null), stream, "this-host", Log());
    }

    private Log Log() => new(new LogOptions(true, false, LogLevel.Info, false, null), said);

    private void Write(string line, string priority) =>
        stream.Write(new Alert(1_714_564_800_000_000_001, "a rule", priority, "syscall", Encoding.UTF8.GetBytes(line)), CancellationToken.None);
}
