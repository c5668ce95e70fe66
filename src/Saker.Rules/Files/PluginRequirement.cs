namespace Saker.Rules.Files;

/// <summary>A plugin that rules need.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The oldest version that will do.</param>
/// <param name="Place">Where the file asks for it.</param>
public sealed record PluginRequirement(string Name, string Version, Location Place);
