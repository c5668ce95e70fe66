using System.Buffers.Binary;
using Saker.Events;

namespace Saker.Rules.Planning;

/// <summary>The filter of a plan, in the layout and with the hashes of the probe.</summary>
public sealed class FilterTables
{
    private const ulong HashSeed = 0xcbf29ce484222325;
    private const ulong HashPrime = 0x100000001b3;
    private const ulong GlanceFactor = 0x9e3779b97f4a7c15;
    private const int TableLength = 4096;
    private const uint EndFactor = 0x9e3779b1;
    private const int LongHead = sizeof(ulong);
    private const int ShortHead = sizeof(uint);

    private Filter filter;

    /// <summary>The filter.</summary>
    public ref readonly Filter Filter => ref filter;

    internal Span<ulong> Succeeded => filter.Succeeded;

    internal Span<ulong> Failed => filter.Failed;

    internal Span<ulong> Openings => filter.Openings;

    internal Span<ulong> Sockets => filter.Sockets;

    /// <summary>Lets a rule pass whatever the ports and addresses are.</summary>
    internal void AddAnyEnd(ulong bit) => filter.AnyEnd |= bit;

    /// <summary>Lets a rule pass where either end of a socket has a port or an address.</summary>
    internal void Add(ulong bit, SocketEnd end)
    {
        foreach (uint word in end.Words)
            filter.Ends[(int)((word * EndFactor) >> 22)] |= bit;
    }

    /// <summary>Lets a rule pass whatever the path is.</summary>
    internal void AddAnywhere(ulong bit)
    {
        filter.Anywhere |= bit;
        filter.Unseen |= bit;
    }

    /// <summary>Lets a rule pass where a path has something.</summary>
    internal void Add(ulong bit, PathPart part, ReadOnlySpan<byte> text)
    {
        ref var tables = ref filter;
        int place = IndexOf(text);
        AddGlance(bit, part, text);
        switch (part)
        {
            case PathPart.Name:
                tables.Names[place] |= bit;
                return;
            case PathPart.Directory:
                tables.Directories[place] |= bit;
                break;
            case PathPart.Ending:
                // Of a relative name the end may lie in the directory; and once it has passed the glance, nothing more is asked.
                tables.Anywhere |= bit;
                break;
            default:
                tables.Beginnings[place] |= bit;
                tables.Lengths[(text.Length - 1) / 64] |= 1UL << ((text.Length - 1) % 64);
                break;
        }

        tables.Placed |= bit;
    }

    /// <summary>Lets a rule pass the look that comes before the path is followed from byte to byte: how it begins, or how it ends.</summary>
    private void AddGlance(ulong bit, PathPart part, ReadOnlySpan<byte> text)
    {
        ref var tables = ref filter;
        if (text.Length < ShortHead)
            tables.Unseen |= bit;
        else if (part is PathPart.Name or PathPart.Ending)
            tables.Tails[GlanceIndexOf(BinaryPrimitives.ReadUInt32LittleEndian(text[^ShortHead..]))] |= bit;
        else if (text.Length < LongHead)
            tables.Heads[GlanceIndexOf(BinaryPrimitives.ReadUInt32LittleEndian(text))] |= bit;
        else
            tables.Heads[GlanceIndexOf(BinaryPrimitives.ReadUInt64LittleEndian(text))] |= bit;
    }

    private static int GlanceIndexOf(ulong word) => (int)((word * GlanceFactor) >> 54);

    /// <summary>The place of a text in a table.</summary>
    internal static int IndexOf(ReadOnlySpan<byte> text)
    {
        ulong hash = HashSeed;
        foreach (byte b in text)
            hash = (hash ^ b) * HashPrime;
        return (int)((hash ^ (hash >> 32)) & (TableLength - 1));
    }
}
