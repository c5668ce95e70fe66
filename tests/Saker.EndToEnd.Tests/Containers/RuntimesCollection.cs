using Saker.EndToEnd.Tests.Fixture;
using Saker.EndToEnd.Tests.Fixture.Runtimes;

namespace Saker.EndToEnd.Tests.Containers;

/// <summary>Container runtimes for the tests that need them, each started once and only when it is asked for.</summary>
public sealed class RuntimesFixture : IDisposable
{
    private readonly Lazy<Podman> podman = new(() => new Podman());
    private readonly Lazy<Containerd> containerd;

    public RuntimesFixture()
    {
        LiveSensor.LeaveContainerCgroup();
        containerd = new Lazy<Containerd>(() => new Containerd(podman.Value));
    }

    internal Podman Podman
    {
        get
        {
            Assert.SkipWhen(Fixture.Runtimes.Podman.Missing is not null, Fixture.Runtimes.Podman.Missing ?? "");
            return podman.Value;
        }
    }

    internal Containerd Containerd
    {
        get
        {
            _ = Podman;
            Assert.SkipWhen(Fixture.Runtimes.Containerd.Missing is not null, Fixture.Runtimes.Containerd.Missing ?? "");
            return containerd.Value;
        }
    }

    /// <summary>The configuration of a sensor that asks the runtimes of the tests.</summary>
    internal static string Config(string? podman = null, string? containerd = null, string more = "") =>
        ContainerConfigs.Asking(podman: podman, containerd: containerd, more: more);

    public void Dispose()
    {
        if (containerd.IsValueCreated)
            containerd.Value.Dispose();
        if (podman.IsValueCreated)
            podman.Value.Dispose();
    }
}

/// <summary>One set of runtimes for every test that asks for them, one test after the other.</summary>
[CollectionDefinition(nameof(RuntimesFixture))]
public sealed class RuntimesCollection : ICollectionFixture<RuntimesFixture>;
