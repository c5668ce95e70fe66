using Saker.Events;

namespace Saker.Fields.Tests;

public sealed class ProcessFieldTests : FieldTests
{
    public ProcessFieldTests() => Apply(EventCode.SyscallGetuidX, 1000);

    [Theory]
    [InlineData("proc.name", null, "bash")]
    [InlineData("proc.exe", null, "-bash")]
    [InlineData("proc.exepath", null, "/usr/bin/bash")]
    [InlineData("proc.cmdline", null, "bash -c a b")]
    [InlineData("proc.exeline", null, "-bash -c a b")]
    [InlineData("proc.args", null, "-c a b")]
    [InlineData("proc.args", "1", "a b")]
    [InlineData("proc.args", "2", "")]
    [InlineData("proc.cmdnargs", null, "2")]
    [InlineData("proc.cmdlenargs", null, "5")]
    [InlineData("proc.env", null, "HOME=/root SHELL=/bin/sh")]
    [InlineData("proc.env", "SHELL", "/bin/sh")]
    [InlineData("proc.env", "SHE", "")]
    [InlineData("proc.cwd", null, "/root/")]
    [InlineData("proc.pid", null, "100")]
    [InlineData("proc.ppid", null, "1")]
    [InlineData("proc.pname", null, "init")]
    [InlineData("proc.aname", "0", "bash")]
    [InlineData("proc.aname", "1", "init")]
    [InlineData("proc.aname", "2", null)]
    [InlineData("proc.aname", null, "init")]
    [InlineData("proc.apid", null, "1")]
    [InlineData("proc.aenv", "MARK", "1")]
    [InlineData("proc.aenv", "HOME", "")]
    [InlineData("proc.loginshellid", null, "100")]
    [InlineData("proc.sname", null, "bash")]
    [InlineData("proc.is_sid_leader", null, "1")]
    [InlineData("proc.duration", null, null)]
    [InlineData("thread.cap_permitted", null, "CAP_CHOWN CAP_DAC_OVERRIDE")]
    [InlineData("thread.cgroups", null, "cpu=/x")]
    [InlineData("thread.cgroup", "cpu", "/x")]
    [InlineData("proc.nthreads", null, "1")]
    [InlineData("proc.nchilds", null, "0")]
    [InlineData("user.name", null, "ann")]
    [InlineData("user.shell", null, "/bin/zsh")]
    [InlineData("user.loginuid", null, "-1")]
    [InlineData("user.loginname", null, "<NA>")]
    [InlineData("group.name", null, "root")]
    [InlineData("container.id", null, "host")]
    [InlineData("container.image.repository", null, "")]
    [InlineData("container.privileged", null, "0")]
    [InlineData("container.healthcheck", null, null)]
    [InlineData("container.readiness_probe", null, null)]
    [InlineData("proc.is_container_healthcheck", null, null)]
    [InlineData("k8s.pod.name", null, null)]
    public void Answers(string name, string? argument, string? expected)
    {
        Ask(name, argument).Should().Be(expected);
    }

    [Fact]
    public void Answers_about_the_process_are_marked_as_such()
    {
        var catalog = new FieldCatalog(new FieldOptions());
        foreach (string name in new[] { "proc.name", "proc.cmdline", "proc.aname", "user.name", "container.id", "thread.cap_effective" })
            catalog.Bind(name, null, out _)!.Scope.Should().Be(FieldScope.Process, name);
        foreach (string name in new[] { "proc.duration", "fd.name", "evt.type", "proc.vmrss" })
            catalog.Bind(name, null, out _)!.Scope.Should().Be(FieldScope.Event, name);
    }
}
