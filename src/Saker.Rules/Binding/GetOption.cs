using Saker.Fields;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>
/// Reads command lines as getopt(3) does: clusters of short options up to the first word that is none, or <c>--</c>. Long options are
/// skipped. As a list it yields every option and the arguments behind it; with a selector, the argument of that option's last use.
/// </summary>
internal sealed class GetOption(StringGetter words, StringGetter options, byte? selector)
{
    private readonly Scratch optionText = new();
    private readonly Scratch result = new();

    public bool Get(EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        if ((selector is not null && index > 0) || !options(context, 0, out var text))
            return false;
        // Asking for the words may overwrite the option text.
        int optionsLength = text.Length;
        text.CopyTo(optionText.Take(optionsLength));
        var known = optionText.Take(optionsLength)[..optionsLength];
        var collector = new Collector(result, selector is null ? index : -1);
        for (int i = 0; words(context, i, out var word); i++)
        {
            if (word.Length < 2 || word[0] != '-' || word.SequenceEqual("--"u8))
                break;
            if (word[1] == '-')
                continue;
            for (int at = 1; at < word.Length; at++)
            {
                byte option = word[at];
                bool wanted = selector is null || selector == option;
                if (option == ':' || known.IndexOf(option) is var found && found < 0)
                {
                    if (selector is null)
                        collector.Add("?"u8);
                    continue;
                }

                if (found + 1 >= known.Length || known[found + 1] != ':')
                {
                    if (wanted)
                        collector.Add(word.Slice(at, 1));
                    continue;
                }

                if (wanted)
                    AddArgument(context, ref collector, word, at, i);
                if (at + 1 == word.Length)
                    i++;
                break;
            }
        }

        return collector.TryGet(out value);
    }

    private void AddArgument(EventContext context, ref Collector collector, ReadOnlySpan<byte> word, int at, int index)
    {
        byte option = word[at];
        var argument = word[(at + 1)..];
        bool exists = argument.Length > 0 || words(context, index + 1, out argument);
        if (exists && selector is null)
            collector.Add([option]);
        collector.Add(exists ? argument : default);
    }

    /// <summary>Keeps the result that is asked for, or the last one.</summary>
    private ref struct Collector(Scratch buffer, int wanted)
    {
        private int count;
        private int length = -1;

        public void Add(scoped ReadOnlySpan<byte> text)
        {
            if (wanted < 0 || count == wanted)
            {
                text.CopyTo(buffer.Take(text.Length));
                length = text.Length;
            }

            count++;
        }

        public readonly bool TryGet(out ReadOnlySpan<byte> value)
        {
            value = length < 0 ? default : buffer.Take(length)[..length];
            return length >= 0;
        }
    }
}
