namespace Saker.State;

/// <summary>The Kubernetes pod of a container. Texts are UTF-8; an empty one was not given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Uid">Its uid.</param>
public sealed record ContainerPod(byte[] Name, byte[] Namespace, byte[] Uid)
{
    /// <summary>No pod.</summary>
    public static ContainerPod None { get; } = new([], [], []);
}
