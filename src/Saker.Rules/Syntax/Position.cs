namespace Saker.Rules.Syntax;

/// <summary>A place in a condition's text.</summary>
/// <param name="Index">Bytes of UTF-8 before it.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in bytes, from 1.</param>
public readonly record struct Position(int Index, int Line, int Column)
{
    /// <summary>Where every text begins.</summary>
    public static Position Start { get; } = new(0, 1, 1);

    /// <summary>The place after <paramref name="next"/>. Carriage returns count as line ends of their own.</summary>
    public Position After(byte next) => next is (byte)'\r' or (byte)'\n'
        ? new Position(Index + 1, Line + 1, 1)
        : new Position(Index + 1, Line, Column + 1);
}
