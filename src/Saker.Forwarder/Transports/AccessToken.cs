namespace Saker.Forwarder.Transports;

/// <summary>What one is known by for a while.</summary>
/// <param name="Text">The token.</param>
/// <param name="Until">When another one is to be used.</param>
internal sealed record AccessToken(string Text, DateTimeOffset Until);
