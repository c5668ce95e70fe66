namespace Saker.Events.Rendering;

/// <summary>Names of flags and enumeration values, joined by bars, in the order of their table.</summary>
public static class FlagText
{
    private static readonly ((string Name, ulong Value)[] Values, byte[][] Names) capabilities = TableOf("capabilities");

    /// <summary>Appends the names of the bits that are set; a name that stands for several bits takes them all.</summary>
    public static void AppendFlags(Arena to, string? table, uint value)
    {
        uint rest = value;
        int start = to.Length;
        var (values, names) = TableOf(table);
        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = values[i].Value;
            bool hit = IsSet(bits, rest, value);
            if (!hit)
                continue;
            AppendName(to, start, names[i]);
            rest &= ~(uint)bits;
            if (bits == value)
                break;
        }
    }

    /// <summary>Appends every name of a value: some values have several.</summary>
    public static void AppendNames(Arena to, string? table, uint value)
    {
        int start = to.Length;
        var (values, names) = TableOf(table);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].Value == value)
                AppendName(to, start, names[i]);
        }
    }

    /// <summary>Appends the names of file mode bits; a name for the whole mode ends the list.</summary>
    public static void AppendMode(Arena to, string? table, uint value)
    {
        uint rest = value;
        int start = to.Length;
        var (values, names) = TableOf(table);
        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = values[i].Value;
            bool hit = IsSet(bits, rest, value);
            if (hit || bits == value)
                AppendName(to, start, names[i]);
            if (bits == value)
                break;
            if (hit)
                rest &= ~(uint)bits;
        }
    }

    /// <summary>Appends the names of capabilities, split by blanks.</summary>
    public static void AppendCapabilities(Arena to, ulong set)
    {
        int start = to.Length;
        var (values, names) = capabilities;
        for (int i = 0; i < values.Length; i++)
        {
            if ((set & values[i].Value) == 0)
                continue;
            if (to.Length > start)
                to.Add((byte)' ');
            to.Add(names[i]);
        }
    }

    private static ((string Name, ulong Value)[] Values, byte[][] Names) TableOf(string? table) =>
        table is not null && EventSchema.Flags.TryGetValue(table, out var found) ? (found.Values, found.PrintedNames) : ([], []);

    /// <summary>Whether the rest of a value has all bits of a name; a name without bits is that of the value that has none.</summary>
    private static bool IsSet(ulong bits, uint rest, uint value) => bits == 0 ? value == 0 : rest != 0 && (rest & bits) == bits;

    private static void AppendName(Arena to, int start, byte[] name)
    {
        if (to.Length > start)
            to.Add((byte)'|');
        to.Add(name);
    }
}
