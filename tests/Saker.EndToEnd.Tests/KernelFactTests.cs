using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Facts of the kernel beside the claims of a program, as a live sensor shows them.</summary>
[Collection(nameof(LiveSensor))]
public class KernelFactTests(LiveSensor sensor)
{
    [Fact]
    public void A_link_is_not_what_it_claims_to_be()
    {
        string file = Path.Combine(sensor.Scratch, "plain");
        string link = Path.Combine(sensor.Scratch, "innocent");
        File.WriteAllText(file, "x");
        File.CreateSymbolicLink(link, file);
        Run($"read x < {file}; read x < {link}");
        Field(Opened(file), "evt.claim_mismatch").Should().Be("False");
        var alert = Opened(link);
        Field(alert, "evt.claim_mismatch").Should().Be("True");
        Field(alert, "fd.path").Should().Be(file);
    }

    [Fact]
    public void A_program_executed_by_a_link_is_not_what_it_claims_to_be()
    {
        string program = sensor.Disguise("/bin/true", LiveSensor.Subject);
        string folder = Directory.CreateDirectory(Path.Combine(sensor.Scratch, "links")).FullName;
        string link = Path.Combine(folder, LiveSensor.Subject);
        File.CreateSymbolicLink(link, program);
        Shell.RunIn(folder, program);
        Executed(program, "False");
        Shell.RunIn(folder, link);
        Executed(program, "True");
    }

    [Fact]
    public void A_program_is_where_proc_says_it_is()
    {
        string file = Path.Combine(sensor.Scratch, "self");
        File.WriteAllText(file, "x");
        string[] words = Run($"read x < {file}; echo $$ $(readlink /proc/$$/ns/mnt /proc/$$/ns/pid); cut -d' ' -f22 /proc/$$/stat").Output
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var alert = Opened(file);
        Field(alert, "proc.pid").Should().Be(words[0]);
        words[1].Should().Be($"mnt:[{Field(alert, "proc.mnt_ns")}]");
        words[2].Should().Be($"pid:[{Field(alert, "proc.pid_ns")}]");
        string[] key = Field(alert, "proc.key").Split('-');
        key[0].Should().Be(words[0]);
        const long nanosecondsPerTick = 10_000_000;
        (long.Parse(key[1], CultureInfo.InvariantCulture) / nanosecondsPerTick).Should().Be(long.Parse(words[3], CultureInfo.InvariantCulture));
        ulong.Parse(Field(alert, "proc.cgroup_id"), CultureInfo.InvariantCulture).Should().BePositive();
    }

    [Fact]
    public void Who_connects_is_the_client()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        Run($"exec 3<>/dev/tcp/127.0.0.1/{port}");
        var alert = sensor.WaitFor("Facts", a => Field(a, "fd.name").EndsWith($"->127.0.0.1:{port}", StringComparison.Ordinal));
        Field(alert, "fd.role").Should().Be("client");
        Field(alert, "evt.claim_mismatch").Should().BeEmpty("a connection opens no path");
    }

    [Fact]
    public void Who_speaks_to_an_IPv4_address_by_IPv6_speaks_IPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this kernel has no IPv6");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        Run($"exec 3<>/dev/tcp/::ffff:127.0.0.1/{port}");
        var alert = sensor.WaitFor("Facts", a => Field(a, "fd.name").EndsWith($"127.0.0.1:{port}", StringComparison.Ordinal));
        Field(alert, "fd.name").Should().StartWith("127.0.0.1:");
        Field(alert, "fd.type").Should().Be("ipv4");
    }

    private (int ExitCode, string Output, string Error) Run(string script) => Shell.Run(sensor.Disguise("/bin/bash", LiveSensor.Subject), "-c", script);

    private JsonElement Opened(string path) => sensor.WaitFor("Facts", a => Field(a, "fd.name") == path);

    private void Executed(string program, string mismatch) => sensor.WaitFor("Facts", a =>
        Field(a, "evt.type") == "execve" && Field(a, "proc.exepath") == program && Field(a, "evt.claim_mismatch") == mismatch);

    private static string Field(JsonElement alert, string name) =>
        alert.GetProperty("output_fields").GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "";
}
