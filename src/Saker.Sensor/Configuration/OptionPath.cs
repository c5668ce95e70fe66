using System.Text;

namespace Saker.Sensor.Configuration;

/// <summary>One step of a path into the configuration: a key of a map, an element of a list, or the place behind its last element.</summary>
/// <param name="Key">Key of a map; null for a list step.</param>
/// <param name="Index">Element of a list; -1 for appending. Unused when <paramref name="Key"/> is set.</param>
public readonly record struct OptionStep(string? Key, int Index);

/// <summary>
/// Where an override of the command line (<c>-o engine.kind=replay</c>) goes. Grammar: keys joined by dots, each followed by any
/// number of <c>[n]</c> or <c>[]</c>; a backslash takes the meaning from <c>. [ ] \</c> in a key.
/// </summary>
public static class OptionPath
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="ConfigException">It does not follow the grammar.</exception>
    public static IReadOnlyList<OptionStep> Parse(string text)
    {
        var steps = new List<OptionStep>();
        int at = 0;
        while (true)
        {
            steps.Add(new OptionStep(ReadKey(text, ref at), 0));
            while (at < text.Length && text[at] == '[')
                steps.Add(new OptionStep(null, ReadIndex(text, ref at)));
            if (at == text.Length)
                return steps;
            if (text[at++] != '.')
                throw Invalid(text, at - 1, "expected '.' or '['");
        }
    }

    private static string ReadKey(string text, ref int at)
    {
        var key = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            char c = text[at++];
            if (c == ']')
                throw Invalid(text, at - 1, "']' without '['");
            if (c == '\\')
            {
                if (at == text.Length || text[at] is not ('.' or '[' or ']' or '\\'))
                    throw Invalid(text, at - 1, "a backslash must be followed by one of . [ ] \\");
                c = text[at++];
            }

            key.Append(c);
        }

        return key.Length > 0 ? key.ToString() : throw Invalid(text, at, "expected a key");
    }

    private static int ReadIndex(string text, ref int at)
    {
        int end = text.IndexOf(']', at);
        if (end < 0)
            throw Invalid(text, at, "'[' without ']'");
        string inside = text[(at + 1)..end];
        at = end + 1;
        if (inside.Length == 0)
            return -1;
        return int.TryParse(inside, out int index) && index >= 0 ? index : throw Invalid(text, at - 1, $"'{inside}' is no list index");
    }

    private static ConfigException Invalid(string text, int at, string why) => new($"option '{text}', character {at + 1}: {why}");
}
