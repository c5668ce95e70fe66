using System.Text;

namespace Saker.State;

/// <summary>The image that a container was made of.</summary>
/// <param name="Reference">As the container was asked for: <c>registry.k8s.io/pause:3.9</c>, <c>nginx@sha256:...</c>.</param>
/// <param name="Repository">The reference without tag and digest.</param>
/// <param name="Tag">What follows the colon; empty when there is none.</param>
/// <param name="Digest">What follows the at sign; empty when there is none.</param>
public sealed record ContainerImage(byte[] Reference, byte[] Repository, byte[] Tag, byte[] Digest)
{
    /// <summary>Takes a reference apart. A colon before the last slash belongs to the port of a registry.</summary>
    public static ContainerImage Parse(string reference)
    {
        int at = reference.IndexOf('@');
        string name = at < 0 ? reference : reference[..at];
        int colon = name.IndexOf(':', name.LastIndexOf('/') + 1);
        return new ContainerImage(
            Encoding.UTF8.GetBytes(reference),
            Encoding.UTF8.GetBytes(colon < 0 ? name : name[..colon]),
            Encoding.UTF8.GetBytes(colon < 0 ? "" : name[(colon + 1)..]),
            Encoding.UTF8.GetBytes(at < 0 ? "" : reference[(at + 1)..]));
    }
}
