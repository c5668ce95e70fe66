using System.Collections.Immutable;

namespace Saker.Rules.Files;

/// <summary>What loading rules files came to.</summary>
/// <param name="Files">File by file, in order.</param>
/// <param name="Rules">The rules as of the last file that was loaded without errors.</param>
/// <param name="UnmetRequirements">Plugins that the files ask for and that do not exist, in words.</param>
public sealed record LoadResult(ImmutableArray<FileResult> Files, RuleSet Rules, ImmutableArray<string> UnmetRequirements)
{
    /// <summary>Whether the rules can be used.</summary>
    public bool Successful => Files.All(f => f.Successful) && UnmetRequirements.IsEmpty;
}
