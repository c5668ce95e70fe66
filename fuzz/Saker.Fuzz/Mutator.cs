using System.Text;

namespace Saker.Fuzz;

/// <summary>Changes inputs: now and then by the character, mostly by the word. The same seed gives the same changes.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="words">Pieces of the language.</param>
public sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    private const int MaxLength = 200_000;

    /// <summary>A changed input.</summary>
    /// <param name="input">What to change.</param>
    /// <param name="other">What pieces may come from.</param>
    public string Mutate(string input, string other)
    {
        var text = new StringBuilder(input);
        for (int changes = 1 + random.Next(5); changes > 0; changes--)
            Change(text, other);
        return text.ToString(0, Math.Min(text.Length, MaxLength));
    }

    private void Change(StringBuilder text, string other)
    {
        int at = random.Next(text.Length + 1);
        int length = Math.Min(random.Next(24), text.Length - at);
        switch (random.Next(9))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1 when at < text.Length:
                text[at] = (char)random.Next(random.Next(8) == 0 ? 0xD800 : 128);
                break;
            case 2:
                string piece = text.ToString(at, length);
                text.Insert(at, piece);
                break;
            case 3 when other.Length > 0:
                int from = random.Next(other.Length);
                text.Insert(at, other.AsSpan(from, Math.Min(random.Next(60), other.Length - from)));
                break;
            case 4 when random.Next(20) == 0:
                // Depth and length are what exhausts stacks and patience.
                string repeated = length > 0 && random.Next(2) == 0 ? text.ToString(at, length) : words[random.Next(words.Count)];
                text.Insert(at, repeated, Math.Max(1, 1 << random.Next(14)) / Math.Max(1, repeated.Length / 4));
                break;
            case 5:
                text.Insert(at, "(").Insert(Math.Min(text.Length, at + 1 + length), ")");
                break;
            default:
                text.Insert(at, random.Next(2) == 0 ? words[random.Next(words.Count)] : $" {words[random.Next(words.Count)]} ");
                break;
        }
    }
}
