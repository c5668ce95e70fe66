namespace Saker.Fields;

/// <summary>Reads lists of texts, each with its zero byte: arguments, environment, cgroups.</summary>
internal static class TextList
{
    /// <summary>Text number <paramref name="index"/>; false when there are fewer.</summary>
    public static bool TryAt(ReadOnlySpan<byte> list, int index, out ReadOnlySpan<byte> text)
    {
        while (TryNext(ref list, out text))
        {
            if (index-- == 0)
                return true;
        }

        text = default;
        return false;
    }

    /// <summary>What follows <c>key=</c> in the first text that begins with it.</summary>
    public static bool TryValue(ReadOnlySpan<byte> list, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (TryNext(ref list, out var text))
        {
            if (text.Length > key.Length && text[key.Length] == (byte)'=' && text.StartsWith(key))
            {
                value = text[(key.Length + 1)..];
                return true;
            }
        }

        value = default;
        return false;
    }

    private static bool TryNext(scoped ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> text)
    {
        if (list.IsEmpty)
        {
            text = default;
            return false;
        }

        int end = list.IndexOf((byte)0);
        text = end < 0 ? list : list[..end];
        list = end < 0 ? default : list[(end + 1)..];
        return true;
    }
}
