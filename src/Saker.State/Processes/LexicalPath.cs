using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>Joins paths by their text alone, without asking the file system: what a caller's relative name means.</summary>
public static class LexicalPath
{
    private const int MaxLength = 1024;

    /// <summary>
    /// Appends <paramref name="name"/>, taken from <paramref name="directory"/> unless it is absolute, without doubled slashes, dots and
    /// what they undo, and without a slash at the end. Dots that lead above where the path starts are left out.
    /// </summary>
    public static void Append(Arena to, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        bool absolute = name.Length > 0 && name[0] == (byte)'/';
        if (name.Length + (absolute ? 0 : directory.Length) >= MaxLength)
        {
            to.Add("/DIR_TOO_LONG/FILENAME_TOO_LONG"u8);
            return;
        }

        int start = to.Length;
        bool rooted = absolute || (directory.Length > 0 && directory[0] == (byte)'/');
        if (rooted)
            to.Add((byte)'/');
        int root = to.Length;
        if (!absolute)
            AppendParts(to, root, directory);
        AppendParts(to, root, name);
        if (to.Length > Math.Max(root, start + 1) && to.Written[^1] == (byte)'/')
            to.Length--;
    }

    /// <summary>
    /// Appends a relative name whose directory is not known, right behind <paramref name="prefix"/>, which stands for the directory.
    /// </summary>
    public static void AppendBehind(Arena to, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        int length = Math.Min(name.Length, MaxLength - prefix.Length);
        prefix.CopyTo(text);
        name[..length].CopyTo(text[prefix.Length..]);
        Append(to, default, text[..(prefix.Length + length)]);
    }

    private static void AppendParts(Arena to, int root, ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf((byte)'/');
            var part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (part.IsEmpty || part.SequenceEqual("."u8))
                continue;
            if (part.SequenceEqual(".."u8))
            {
                if (to.Length > root)
                {
                    to.Length--;
                    int parent = to.Written[root..].LastIndexOf((byte)'/');
                    to.Length = root + parent + 1;
                }

                continue;
            }

            to.Add(part).Add((byte)'/');
        }
    }
}
