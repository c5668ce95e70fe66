namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A network of its own that consists of one address, so that connections work and nothing leaves the machine.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly string name = $"saker-{Guid.NewGuid():N}"[..20];

    public NetworkNamespace(string address)
    {
        Shell.Script($"ip netns add {name}; ip -n {name} link set lo up; ip -n {name} address add {address}/32 dev lo");
    }

    public string Path => $"/run/netns/{name}";

    public void Dispose() => Shell.Run("ip", "netns", "delete", name);
}
