namespace Saker.Rules.Planning;

/// <summary>What part of a path something is asked of.</summary>
public enum PathPart : byte
{
    /// <summary>The last component is the text.</summary>
    Name,
    /// <summary>What comes before the last slash is the text, or the whole path is.</summary>
    Directory,
    /// <summary>The path begins with the text.</summary>
    Beginning,
    /// <summary>The path ends with the text; told at a glance only, by the last few bytes.</summary>
    Ending,
}

/// <summary>Something that a path must have.</summary>
/// <param name="Part">Where.</param>
/// <param name="Text">What; one character a byte.</param>
public readonly record struct PathAtom(PathPart Part, string Text) : IAtom
{
    double IAtom.Cost => Part switch
    {
        PathPart.Name => 1,
        PathPart.Directory or PathPart.Ending => 2,
        _ => 400.0 / (Text.Length * Text.Length),
    };
}
