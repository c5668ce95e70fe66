using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Each stable rule about containers is raised by its act inside a real one.</summary>
/// <remarks>Programs are named by path, since the shell there would otherwise do what they do without starting them.</remarks>
[Collection(nameof(LiveSensor))]
public class ContainerRuleTests(LiveSensor sensor)
{
    [Fact]
    public void Terminal_shell_in_container()
    {
        using var container = new Container(sensor, "true", terminal: true);
        container.RunInTerminal();
        var alert = WaitIn(container, "Terminal shell in container");
        alert.GetProperty("output_fields").GetProperty("proc.tty").GetInt64().Should().NotBe(0);
    }

    [Fact]
    public void Contact_k8s_api_server_from_container()
    {
        using var network = new NetworkNamespace(LiveSensor.KubernetesApi);
        using var container = new Container(sensor, $"/bin/nc -l -p 6443 & {Listening(6443)}; echo hello | /bin/nc -w 1 {LiveSensor.KubernetesApi} 6443", networkNamespace: network.Path);
        container.Run();
        var alert = WaitIn(container, "Contact K8S API Server From Container");
        Field(alert, "fd.name").Should().EndWith($"->{LiveSensor.KubernetesApi}:6443");
    }

    [Fact]
    public void Netcat_remote_code_execution_in_container()
    {
        using var container = new Container(sensor, "/bin/nc 127.0.0.1 1 -e /bin/true");
        container.Run();
        Field(WaitIn(container, "Netcat Remote Code Execution in Container"), "proc.name").Should().Be("nc");
    }

    [Fact]
    public void Packet_socket_created_in_container()
    {
        using var container = new Container(sensor, "/bin/arping -c 1 -w 1 -I lo 127.0.0.1", privileged: true);
        container.Run();
        Field(WaitIn(container, "Packet socket created in container"), "evt.args").Should().Contain("AF_PACKET");
    }

    [Fact]
    public void Redirect_standard_stream_to_network_connection_in_container()
    {
        using var network = new NetworkNamespace("198.51.100.1");
        using var container = new Container(sensor, $"/bin/nc -l -p 4444 & {Listening(4444)}; /bin/nc 198.51.100.1 4444 -e /bin/true", networkNamespace: network.Path);
        container.Run();
        var alert = WaitIn(container, "Redirect STDOUT/STDIN to Network Connection in Container");
        Field(alert, "fd.type").Should().Be("ipv4");
    }

    [Fact]
    public void Linux_kernel_module_injection_detected()
    {
        using var container = new Container(sensor, "echo nothing > /tmp/module.ko; /bin/insmod /tmp/module.ko", privileged: true);
        container.Run();
        Field(WaitIn(container, "Linux Kernel Module Injection Detected"), "proc.args").Should().Be("/tmp/module.ko");
    }

    [Fact]
    public void Debugfs_launched_in_privileged_container()
    {
        using var container = new Container(sensor, "/bin/debugfs", privileged: true);
        container.Run();
        WaitIn(container, "Debugfs Launched in Privileged Container");
    }

    [Fact]
    public void Detect_release_agent_file_container_escapes()
    {
        using var container = new Container(sensor, "echo /tmp/x > /tmp/release_agent", privileged: true);
        container.Run();
        var alert = WaitIn(container, "Detect release_agent File Container Escapes");
        alert.GetProperty("priority").GetString().Should().Be("Critical");
    }

    [Fact]
    public void Drop_and_execute_new_binary_in_container()
    {
        using var container = new Container(sensor, "cp /bin/busybox /tmp/ls; /tmp/ls /");
        container.Run();
        Field(WaitIn(container, "Drop and execute new binary in container"), "proc.exepath").Should().Be("/tmp/ls");
    }

    /// <summary>Programs of the image itself lie in the lower layer: running them is no alert.</summary>
    [Fact]
    public void Programs_of_the_image_are_not_reported_as_dropped()
    {
        using var container = new Container(sensor, "/bin/id; /bin/ls /; /bin/cat /proc/self/status; /bin/nc 127.0.0.1 1 -e /bin/true");
        container.Run();
        WaitIn(container, "Netcat Remote Code Execution in Container");
        sensor.Alerts.Where(a => IsFrom(container, a)).Select(a => a.GetProperty("rule").GetString())
            .Should().NotContain("Drop and execute new binary in container");
    }

    /// <summary>Waits within a container until the job in the background listens (state 0A), or is over.</summary>
    private static string Listening(int port) =>
        $"until cat /proc/net/tcp /proc/net/tcp6 | grep -q ':{port:X4} 0*:0000 0A'; do kill -0 $! || exit 1; sleep 0.01; done";

    private JsonElement WaitIn(Container container, string rule) => sensor.WaitFor(rule, a => IsFrom(container, a));

    private static bool IsFrom(Container container, JsonElement alert) => Field(alert, "container.id") == container.ShortId;

    private static string Field(JsonElement alert, string name) =>
        alert.GetProperty("output_fields").TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
