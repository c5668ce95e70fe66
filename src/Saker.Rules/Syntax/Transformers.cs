namespace Saker.Rules.Syntax;

/// <summary>Names of the transformers.</summary>
public static class Transformers
{
    /// <summary>The transformer that changes nothing; it marks a field on the right side.</summary>
    public const string Identity = "val";

    private static readonly string[] openings = ["tolower(", "toupper(", "b64(", "basename(", "len(", "join(", "concat(", "getopt("];

    private static readonly string[] names = [Identity, .. openings.Select(o => o[..^1])];

    /// <summary>All of them, as messages list them.</summary>
    public static ReadOnlySpan<string> Names => names;

    /// <summary>What a call begins with; no blank may stand before the parenthesis. The identity is not among them.</summary>
    internal static ReadOnlySpan<string> Openings => openings;
}
