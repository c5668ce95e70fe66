using System.Collections.Immutable;

namespace Saker.Rules.Files;

/// <summary>An error or a warning about rules.</summary>
/// <param name="Code">What kind.</param>
/// <param name="Message">What exactly, for people.</param>
/// <param name="Locations">From the whole file down to the place itself.</param>
/// <param name="Snippet">The line in question, and below it a mark under the place.</param>
public sealed record Finding(FindingCode Code, string Message, ImmutableArray<Location> Locations, string Snippet);

/// <summary>What loading one file came to.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Errors">What kept it from being used.</param>
/// <param name="Warnings">What did not.</param>
public sealed record FileResult(string Name, ImmutableArray<Finding> Errors, ImmutableArray<Finding> Warnings)
{
    /// <summary>What does not fit the schema of rules files, in words. Loading judges for itself.</summary>
    public ImmutableArray<string> SchemaWarnings { get; init; } = [];

    /// <summary>Whether the rules up to and with this file can be used.</summary>
    public bool Successful => Errors.IsEmpty;
}
