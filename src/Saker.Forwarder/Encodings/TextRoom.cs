using System.Text;
using System.Text.Json;

namespace Saker.Forwarder.Encodings;

/// <summary>What a message may still hold where its receiver refuses what is longer. What does not fit is cut, and marked as cut.</summary>
/// <param name="most">The most that it may hold.</param>
/// <param name="measure">How long a text is, as the receiver counts.</param>
internal sealed class TextRoom(int most, Func<string, int> measure)
{
    private const string Mark = "[...]";

    private int left = most;

    /// <summary>Counts UTF-16 units, which are never fewer than characters.</summary>
    public static int Characters(string text) => text.Length;

    /// <summary>Counts bytes of UTF-8.</summary>
    public static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    /// <summary>Counts bytes of a string in JSON.</summary>
    public static int JsonBytes(string text) => JsonEncodedText.Encode(text, JsonText.Options.Encoder).EncodedUtf8Bytes.Length;

    /// <summary>A text of at most so many characters.</summary>
    public static string Cut(string text, int most) => new TextRoom(most, Characters).Cut(text);

    /// <summary>As much of a text as fits, which takes its room.</summary>
    /// <param name="text">The text.</param>
    /// <param name="own">The most that this text may take.</param>
    public string Cut(string text, int? own = null)
    {
        int limit = Math.Min(left, own ?? left);
        string fitting = measure(text) <= limit ? text : Shorten(text, limit);
        left -= measure(fitting);
        return fitting;
    }

    /// <summary>Those of some names and values that fit, in their order; they take their room.</summary>
    /// <param name="facts">The names and values.</param>
    /// <param name="frame">What each takes besides its name and its value.</param>
    public IEnumerable<(string Name, string Value)> Choose(IEnumerable<(string Name, string Value)> facts, int frame = 0)
    {
        foreach (var (name, value) in facts)
        {
            int length = measure(name) + measure(value) + frame;
            if (length > left)
                continue;
            left -= length;
            yield return (name, value);
        }
    }

    private string Shorten(string text, int limit)
    {
        int fits = 0;
        for (int step = 1 << 30; step > 0; step /= 2)
        {
            if (fits + step <= text.Length && measure(Start(text, fits + step) + Mark) <= limit)
                fits += step;
        }

        return fits > 0 ? Start(text, fits) + Mark : "";
    }

    /// <summary>The start of a text, which does not end between the halves of a character.</summary>
    private static string Start(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
