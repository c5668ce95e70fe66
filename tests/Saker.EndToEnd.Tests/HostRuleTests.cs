using System.Text.Json;
using Saker.EndToEnd.Tests.Fixture;

namespace Saker.EndToEnd.Tests;

/// <summary>Each stable rule that needs no container is raised by somebody doing what it describes.</summary>
[Collection(nameof(LiveSensor))]
public class HostRuleTests(LiveSensor sensor)
{
    [Fact]
    public void Directory_traversal_monitored_file_read()
    {
        Shell.Run("/bin/cat", "/tmp/../tmp/../etc/hostname");
        var alert = sensor.WaitFor("Directory traversal monitored file read", a => Field(a, "fd.nameraw") == "/tmp/../tmp/../etc/hostname");
        Field(alert, "fd.name").Should().Be("/etc/hostname");
        Field(alert, "proc.name").Should().Be("cat");
    }

    [Fact]
    public void Directory_traversal_that_fails_is_seen_as_well()
    {
        Shell.Run("/bin/cat", "/tmp/../tmp/../etc/no-such-file-here");
        sensor.WaitFor("Directory traversal monitored file read", a => Field(a, "fd.name") == "/etc/no-such-file-here");
    }

    [Fact]
    public void Read_sensitive_file_trusted_after_startup()
    {
        string nginx = sensor.Disguise("/bin/bash", "nginx");
        Shell.Run(nginx, "-c", "read -t 5.2 < <(:) ; sleep 5.2; read x < /etc/shadow");
        var alert = sensor.WaitFor("Read sensitive file trusted after startup", a => Field(a, "proc.exepath") == nginx);
        Field(alert, "fd.name").Should().Be("/etc/shadow");
    }

    [Fact]
    public void Read_sensitive_file_untrusted()
    {
        Shell.Run("/bin/sh", "-c", "cat /etc/shadow; true");
        var alert = sensor.WaitFor("Read sensitive file untrusted", a => Field(a, "proc.cmdline") == "cat /etc/shadow");
        alert.GetProperty("priority").GetString().Should().Be("Warning");
        alert.GetProperty("source").GetString().Should().Be("syscall");
        Field(alert, "fd.name").Should().Be("/etc/shadow");
        Field(alert, "proc.pname").Should().Be("sh");
        Field(alert, "proc.exepath").Should().Be("/usr/bin/cat");
        Field(alert, "user.name").Should().Be("root");
        alert.GetProperty("output_fields").GetProperty("user.uid").GetInt64().Should().Be(0);
        alert.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).Should().Contain(["T1555", "maturity_stable"]);
    }

    [Fact]
    public void Run_shell_untrusted()
    {
        string nginx = sensor.Disguise("/bin/bash", "nginx");
        Shell.Run(nginx, "-c", "sh -c 'echo owned'; true");
        var alert = sensor.WaitFor("Run shell untrusted", a => Field(a, "proc.pexepath") == nginx);
        Field(alert, "proc.cmdline").Should().Be("sh -c echo owned");
    }

    [Fact]
    public void System_user_interactive()
    {
        string sshd = sensor.Disguise("/bin/bash", "sshd");
        Shell.Run(sshd, "-c", "setpriv --reuid=daemon --clear-groups /usr/bin/id -u; true");
        var alert = sensor.WaitFor("System user interactive", a => Field(a, "proc.cmdline") == "id -u");
        Field(alert, "user.name").Should().Be("daemon");
    }

    [Fact]
    public void Search_private_keys_or_passwords()
    {
        Shell.Run("/bin/grep", "-r", "BEGIN RSA PRIVATE", sensor.Scratch + "/nothing-here");
        sensor.WaitFor("Search Private Keys or Passwords", a => Field(a, "proc.name") == "grep");
        Shell.Run("/usr/bin/find", sensor.Scratch, "-maxdepth", "0", "-name", "id_ed25519");
        sensor.WaitFor("Search Private Keys or Passwords", a => Field(a, "proc.name") == "find");
    }

    [Fact]
    public void Find_aws_credentials()
    {
        Shell.Run("/usr/bin/find", sensor.Scratch, "-maxdepth", "0", "-path", ".aws/credentials");
        var alert = sensor.WaitFor("Find AWS Credentials", a => Field(a, "proc.name") == "find");
        Field(alert, "proc.cwd").Should().Be("/tmp/");
        Field(alert, "group.name").Should().Be("root");
    }

    [Fact]
    public void Clear_log_activities()
    {
        string log = $"/var/log/saker-test-{Environment.ProcessId}.log";
        try
        {
            Shell.Run("/bin/sh", "-c", $": > {log}");
            var alert = sensor.WaitFor("Clear Log Activities", a => Field(a, "fd.name") == log);
            Field(alert, "proc.name").Should().Be("sh");
        }
        finally
        {
            File.Delete(log);
        }
    }

    [Fact]
    public void Remove_bulk_data_from_disk()
    {
        Shell.Run("/usr/bin/shred", "--version");
        sensor.WaitFor("Remove Bulk Data from Disk", a => Field(a, "proc.cmdline") == "shred --version");
    }

    [Fact]
    public void Create_symlink_over_sensitive_files()
    {
        string link = Path.Combine(sensor.Scratch, "symlink");
        Shell.Run("/bin/ln", "-s", "/etc/shadow", link);
        var alert = sensor.WaitFor("Create Symlink Over Sensitive Files", a => Field(a, "evt.arg.linkpath") == link);
        Field(alert, "evt.arg.target").Should().Be("/etc/shadow");
    }

    [Fact]
    public void Create_hardlink_over_sensitive_files()
    {
        string link = Path.Combine(sensor.Scratch, "hardlink");
        Shell.Run("/bin/ln", "/etc/shadow", link);
        var alert = sensor.WaitFor("Create Hardlink Over Sensitive Files", a => Field(a, "evt.arg.newpath") == link);
        Field(alert, "evt.arg.oldpath").Should().Be("/etc/shadow");
    }

    [Fact]
    public void Ptrace_attached_to_process()
    {
        Shell.Run(LiveSensor.Acts, "attach").ExitCode.Should().Be(0);
        sensor.WaitFor("PTRACE attached to process", a => Field(a, "proc.cmdline") == "acts attach");
    }

    [Fact]
    public void Ptrace_anti_debug_attempt()
    {
        Shell.Run(LiveSensor.Acts, "traceme").ExitCode.Should().Be(0);
        sensor.WaitFor("PTRACE anti-debug attempt", a => Field(a, "proc.cmdline") == "acts traceme");
    }

    [Fact]
    public void Execution_from_dev_shm()
    {
        string program = $"/dev/shm/saker-test-{Environment.ProcessId}";
        try
        {
            File.Copy("/bin/true", program);
            Shell.Run(program).ExitCode.Should().Be(0);
            var alert = sensor.WaitFor("Execution from /dev/shm", a => Field(a, "proc.exepath") == program);
            Field(alert, "evt.res").Should().Be("SUCCESS");
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public void Disallowed_ssh_connection_non_standard_port()
    {
        string ssh = sensor.Disguise("/bin/bash", "ssh");
        // A refused connection raises nothing: the listener (state 0A on port 0x01BB) must be there first.
        Shell.Run("unshare", "-n", "sh", "-c",
            "ip link set lo up; ip address add 203.0.113.77/32 dev lo; timeout 10 busybox nc -l -p 443 >/dev/null 2>&1 & " +
            "until cat /proc/net/tcp /proc/net/tcp6 | grep -q ':01BB 0*:0000 0A'; do kill -0 $! || exit 1; sleep 0.01; done; " +
            $"{ssh} -c 'exec 3<>/dev/tcp/203.0.113.77/443'; connected=$?; kill $! 2>/dev/null; exit $connected")
            .ExitCode.Should().Be(0);
        var alert = sensor.WaitFor("Disallowed SSH Connection Non Standard Port", a => Field(a, "proc.exepath") == ssh);
        Field(alert, "fd.name").Should().EndWith("->203.0.113.77:443");
        Field(alert, "fd.l4proto").Should().Be("tcp");
    }

    [Fact]
    public void Fileless_execution_via_memfd_create()
    {
        Shell.Run(LiveSensor.Acts, "memfd-exec", "/bin/true").ExitCode.Should().Be(0);
        var alert = sensor.WaitFor("Fileless execution via memfd_create", a => Field(a, "proc.exepath").StartsWith("memfd:", StringComparison.Ordinal));
        Field(alert, "proc.pname").Should().NotBe("<NA>");
    }

    private static string Field(JsonElement alert, string name) =>
        alert.GetProperty("output_fields").TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
