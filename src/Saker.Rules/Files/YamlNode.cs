using System.Collections.Immutable;

namespace Saker.Rules.Files;

/// <summary>A place in a file, counted from 0.</summary>
internal readonly record struct Mark(int Line, int Column, int Offset);

/// <summary>A node of a YAML document that knows where it stands.</summary>
internal abstract class YamlNode(Mark mark, long weight)
{
    public Mark Mark { get; } = mark;

    /// <summary>How many nodes it has when every alias is written out.</summary>
    public long Weight { get; } = weight;

    public bool IsNull => this is YamlScalar { IsPlain: true, Text: "" or "~" or "null" or "Null" or "NULL" };
}

internal sealed class YamlScalar(string text, bool isPlain, Mark mark) : YamlNode(mark, 1)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public bool TryGetBool(out bool value)
    {
        value = Text is "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON";
        return value || Text is "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF";
    }
}

internal sealed class YamlSequence(ImmutableArray<YamlNode> items, Mark mark) : YamlNode(mark, 1 + items.Sum(i => i.Weight))
{
    public ImmutableArray<YamlNode> Items { get; } = items;
}

internal sealed class YamlMapping(ImmutableArray<KeyValuePair<YamlNode, YamlNode>> entries, Mark mark)
    : YamlNode(mark, 1 + entries.Sum(e => e.Key.Weight + e.Value.Weight))
{
    public ImmutableArray<KeyValuePair<YamlNode, YamlNode>> Entries { get; } = entries;

    /// <summary>The value of a key, null when the key is absent. The first one counts.</summary>
    public YamlNode? this[string key]
    {
        get
        {
            foreach (var (name, value) in Entries)
            {
                if (name is YamlScalar scalar && scalar.Text == key)
                    return value;
            }

            return null;
        }
    }
}
