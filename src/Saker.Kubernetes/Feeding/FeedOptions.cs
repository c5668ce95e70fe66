namespace Saker.Kubernetes.Feeding;

/// <summary>Where the watcher of the cluster is, and for which node it is asked.</summary>
/// <param name="Address">Its address, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</param>
/// <param name="Node">Name of this node.</param>
/// <param name="Authorities">File with the authorities that its certificate may be of; empty for those of the machine.</param>
public sealed record FeedOptions(string Address, string Node, string Authorities);
