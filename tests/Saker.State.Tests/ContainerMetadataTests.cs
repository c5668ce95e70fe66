using System.Text;
using Saker.Events;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>What captures tell of containers.</summary>
public sealed unsafe class ContainerMetadataTests : IDisposable
{
    private const string Id = "5d2b9b61fefe571cd58810bed625b3b2bc9944c8c1147c1c8b4d88796a0de9f6";

    private readonly Machine machine = new();

    [Fact]
    public void Metadata_holds_for_tasks_that_come_later_and_for_those_that_are_there()
    {
        machine.Fork(200, 100);
        Tell("container", "early");
        Enter(200);
        Container(200).Metadata!.Name.Should().Equal("early"u8.ToArray());
        Tell("container", "late");
        Container(200).Metadata!.Name.Should().Equal("late"u8.ToArray());
    }

    [Fact]
    public void A_container_that_is_removed_is_forgotten()
    {
        machine.Fork(200, 100);
        Enter(200);
        Tell("container", "web");
        Tell("container_removed", "web");
        Container(200).Metadata.Should().BeNull();
        machine.Context.Subject!.Metadata!.Name.Should().Equal("web"u8.ToArray(), "the event itself still tells of it");
    }

    [Fact]
    public void Lists_are_written_as_outputs_show_them()
    {
        Tell("container", "web", ",\"labels\":{\"b\":\"2\",\"a\":\"\",\"io.kubernetes.pod.name\":\"p\"},\"Mounts\":[{\"Source\":\"/etc\",\"Destination\":\"/e\"," +
            "\"Mode\":\"ro\",\"RW\":true,\"Propagation\":\"rprivate\"},{\"Source\":\"/x\"}]");
        var metadata = machine.Context.Subject!.Metadata!;
        Encoding.UTF8.GetString(metadata.Labels.List).Should().Be("a, b:2");
        metadata.Labels.Find("io.kubernetes.pod.name").Should().Equal("p"u8.ToArray());
        Encoding.UTF8.GetString(metadata.MountList).Should().Be("/etc:/e:ro:true:rprivate,/x:::false:");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"a\"}")]
    [InlineData("{\"container\":{\"id\":5}}")]
    [InlineData("{\"container\":{\"id\":\"\\ud800\"}}")]
    public void What_is_no_container_is_passed_over(string json)
    {
        machine.ApplyAndFinish(EventCode.AsynceventE, 0, 0, "container", Encoding.UTF8.GetBytes(json + '\0'));
        machine.Context.Subject.Should().BeNull();
    }

    [Fact]
    public void Fields_of_another_type_stay_unsaid()
    {
        Tell("container", "web", ",\"image\":null,\"labels\":[],\"Mounts\":[1,{\"Source\":{}}],\"privileged\":\"yes\"");
        var metadata = machine.Context.Subject!.Metadata!;
        (metadata.Image.Length, metadata.Labels.List.Length, metadata.Mounts.Length, metadata.IsPrivileged).Should().Be((0, 0, 1, false));
    }

    public void Dispose() => machine.Dispose();

    private void Tell(string name, string containerName, string more = "") => machine.ApplyAndFinish(
        EventCode.AsynceventE, 0, 0, name,
        Encoding.UTF8.GetBytes($"{{\"container\":{{\"id\":\"{Id[..12]}\",\"full_id\":\"{Id}\",\"type\":0,\"name\":\"{containerName}\"{more}}}}}\0"));

    private void Enter(long pid)
    {
        object?[] values = Machine.ExecValues(0, pid, "/bin/sh");
        values[14] = EventBuilder.List($"cpu=/docker/{Id}");
        machine.ApplyAndFinish(EventCode.SyscallExecve_19X, pid, values);
    }

    private ContainerInfo Container(long pid) => machine.State.Containers[machine.Find(pid)->Container];
}
