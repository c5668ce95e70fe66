namespace Saker.State;

/// <summary>What there is to know of a container beside who it is; runtimes tell some of it sooner than the rest.</summary>
[Flags]
public enum ContainerParts : ushort
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Its name.</summary>
    Name = 1,
    /// <summary>The image it was made of.</summary>
    Image = 2,
    /// <summary>The digest of that image.</summary>
    Digest = 4,
    /// <summary>Its labels.</summary>
    Labels = 8,
    /// <summary>How it was set up: mounts, privileges, namespaces that it shares with the host.</summary>
    Setup = 16,
    /// <summary>Its address, and what the network plugin said.</summary>
    Network = 32,
    /// <summary>Its health check and probes.</summary>
    Probes = 64,
    /// <summary>The pod it belongs to.</summary>
    Pod = 128,
    /// <summary>Labels of that pod.</summary>
    PodLabels = 256,
    /// <summary>What only the cluster knows: deployments, services, labels of namespaces.</summary>
    Cluster = 512,
    /// <summary>Whether a runtime made it.</summary>
    Maker = 1024,
    /// <summary>All that runtimes tell.</summary>
    OfRuntime = Name | Image | Digest | Labels | Setup | Network | Probes | Pod | PodLabels | Maker,
}
