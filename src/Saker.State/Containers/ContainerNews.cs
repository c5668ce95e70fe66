namespace Saker.State;

/// <summary>What was found out about a container.</summary>
/// <param name="Id">Its id as events show it: twelve characters, or a name.</param>
/// <param name="Metadata">What is known so far; null when nobody knew the container.</param>
/// <param name="Awaited">What may still follow.</param>
/// <param name="IsVerified">Whether a runtime says that it made it; null when nobody could be asked yet.</param>
public sealed record ContainerNews(string Id, ContainerMetadata? Metadata, ContainerParts Awaited, bool? IsVerified);
