using System.Text.RegularExpressions;

namespace Saker.Cli.Tests;

/// <summary>What the literals of a test's source say as configuration: YAML, as flow or as block, and options such as <c>a.b=c</c>.</summary>
internal sealed partial class ConfigurationText(string source)
{
    // What an interpolated literal is filled with may be lines of its own.
    private const char Hole = '\u0001';

    private readonly string[] literals = [.. Tokens().Matches(source).Where(t => !t.Groups["other"].Success).Select(Unquoted)];

    /// <summary>Whether one of them sets a key below all of its parents, or names it as an option.</summary>
    /// <param name="key">Such as <c>a.b[].c</c>.</param>
    public bool Sets(string key)
    {
        string[] parts = key.Replace("[]", "", StringComparison.Ordinal).Split('.');
        var option = new Regex($@"(^|\s){Regex.Escape(string.Join('.', parts))}(=|$)");
        var root = new Regex($@"^[ {Hole}]*{parts[0]}:", RegexOptions.Multiline);
        return literals.Any(l => option.IsMatch(l) || root.Matches(l).Any(m => Has(l[(m.Index + m.Length)..], m.Value.Count(c => c == ' '), parts[1..])));
    }

    /// <summary>Whether a value has a key.</summary>
    /// <param name="value">The value and what comes after it.</param>
    /// <param name="column">How far the key is indented that it belongs to.</param>
    /// <param name="parts">The key, and those below it.</param>
    private static bool Has(string value, int column, string[] parts) => parts.Length == 0 || value.TrimStart(' ') switch
    {
        ['{' or '[', ..] and var flow => FlowHas(flow, parts),
        ['\n', .. var block] => BlockHas(block, column, parts),
        _ => false,
    };

    private static bool FlowHas(string flow, string[] parts)
    {
        // The maps of a sequence are one level below its own brackets.
        int level = flow[0] == '[' ? 2 : 1;
        int depth = 0;
        for (int i = 0; i < flow.Length; i++)
        {
            depth += flow[i] switch
            {
                '{' or '[' => 1,
                '}' or ']' => -1,
                _ => 0,
            };
            if (depth == 0)
                return false;
            if (depth == level && flow[i] is '{' or ',' && StartsWith(flow[(i + 1)..].TrimStart(), parts) is { } value && Has(value, 0, parts[1..]))
                return true;
        }

        return false;
    }

    private static bool BlockHas(string block, int column, string[] parts)
    {
        int? level = null;
        int start = 0;
        foreach (string line in block.Split('\n'))
        {
            int own = line.Length - line.TrimStart(' ', '-').Length;
            level ??= own;
            if (own <= column)
                return false;
            if (own == level && StartsWith(block[(start + own)..], parts) is { } value && Has(value, own, parts[1..]))
                return true;
            start += line.Length + 1;
        }

        return false;
    }

    /// <summary>What comes after the first of some keys where a text begins with it.</summary>
    private static string? StartsWith(string text, string[] parts) => text.StartsWith(parts[0] + ":", StringComparison.Ordinal) ? text[(parts[0].Length + 1)..] : null;

    private static string Unquoted(Match token)
    {
        string text = token.Groups["text"].Value;
        if (!token.Groups["raw"].Success)
            text = text.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal);
        return token.Groups["dollars"].Length switch
        {
            0 => text,
            1 => Holes().Replace(text, h => h.Value[1] == h.Value[0] ? h.Value[..1] : $"{Hole}"),
            _ => DoubleHoles().Replace(text, $"{Hole}"),
        };
    }

    /// <summary>Literals, and what else may hold quotes.</summary>
    [GeneratedRegex("""
        (?<other>//[^\n]*|'(?:\\.|[^'\\\n])+')
        |(?<dollars>\$*)(?<raw>"{3,})(?<text>.*?)\k<raw>
        |(?<dollars>\$)"(?<text>(?:\{\{|\}\}|\{(?:[^{}"]|"[^"]*")*\}|\\.|[^"\\{}])*)"
        |(?<dollars>)"(?<text>(?:\\.|[^"\\])*)"
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\{\{|\}\}|\{[^{}]*\}")]
    private static partial Regex Holes();

    [GeneratedRegex(@"\{\{[^{}]*\}\}")]
    private static partial Regex DoubleHoles();
}
