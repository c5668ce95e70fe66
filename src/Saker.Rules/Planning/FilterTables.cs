using Saker.Events;

namespace Saker.Rules.Planning;

/// <summary>The filter of a plan, in the layout and with the hashes of the probe.</summary>
public sealed class FilterTables
{
    private const ulong HashSeed = 0xcbf29ce484222325;
    private const ulong HashPrime = 0x100000001b3;
    private const int TableLength = 4096;

    private Filter filter;

    /// <summary>The filter.</summary>
    public ref readonly Filter Filter => ref filter;

    internal Span<ulong> Succeeded => filter.Succeeded;

    internal Span<ulong> Failed => filter.Failed;

    internal Span<ulong> Openings => filter.Openings;

    internal ref ulong Anywhere => ref filter.Anywhere;

    /// <summary>Lets a rule pass where a path has something.</summary>
    internal void Add(ulong bit, PathPart part, ReadOnlySpan<byte> text)
    {
        ref var tables = ref filter;
        int place = IndexOf(text);
        switch (part)
        {
            case PathPart.Name:
                tables.Names[place] |= bit;
                return;
            case PathPart.Directory:
                tables.Directories[place] |= bit;
                break;
            default:
                tables.Beginnings[place] |= bit;
                tables.Lengths[(text.Length - 1) / 64] |= 1UL << ((text.Length - 1) % 64);
                break;
        }

        tables.Placed |= bit;
    }

    /// <summary>The place of a text in a table.</summary>
    internal static int IndexOf(ReadOnlySpan<byte> text)
    {
        ulong hash = HashSeed;
        foreach (byte b in text)
            hash = (hash ^ b) * HashPrime;
        return (int)((hash ^ (hash >> 32)) & (TableLength - 1));
    }
}
