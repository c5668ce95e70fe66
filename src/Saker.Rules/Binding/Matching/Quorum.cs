using Saker.Rules.Syntax;

namespace Saker.Rules.Binding.Matching;

/// <summary>How many of several values must match.</summary>
internal static class Quorum
{
    public static bool IsMet(Modifier modifier, int matching, int count) => modifier switch
    {
        Modifier.OneOf => matching == 1,
        Modifier.AnyOf => matching > 0,
        // No values are not all values: an empty list never matches.
        _ => matching == count && count > 0,
    };
}

/// <summary>Case of ASCII letters, other bytes left alone.</summary>
internal static class AsciiCase
{
    public static byte Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;

    public static byte Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b & ~0x20) : b;

    public static bool Equal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i < lower.Length; i++)
        {
            if (Lower(text[i]) != lower[i])
                return false;
        }

        return true;
    }
}
