using System.Globalization;
using Saker.Rules.Files;

namespace Saker.RuleTests.Files;

/// <summary>
/// A mapping of a test file that is read key by key. What nobody asked for is an error, since a key that is misspelt would otherwise
/// make a test say less than it seems to.
/// </summary>
internal sealed class Section
{
    private readonly HashSet<string> asked = [];
    private readonly YamlMapping mapping;

    public Section(string file, YamlNode node, string what)
    {
        File = file;
        Mark = node.Mark;
        What = what;
        mapping = node as YamlMapping ?? throw new TestFileException(file, node.Mark, $"{what} has to be a mapping");
        var known = new HashSet<string>();
        foreach (var (key, _) in mapping.Entries)
        {
            string name = key is YamlScalar scalar ? scalar.Text : throw new TestFileException(file, key.Mark, "a key has to be a word");
            if (!known.Add(name))
                throw new TestFileException(file, key.Mark, $"{what} has '{name}' twice");
        }
    }

    public string File { get; }

    public Mark Mark { get; }

    /// <summary>What it is, for messages.</summary>
    public string What { get; }

    /// <summary>Keys in order.</summary>
    public IEnumerable<(string Key, YamlNode Value, Mark Mark)> Entries => mapping.Entries.Select(e => (((YamlScalar)e.Key).Text, e.Value, e.Key.Mark));

    /// <summary>Begins to read it over again, as is done for every run.</summary>
    public void Restart() => asked.Clear();

    public YamlNode? Node(string key)
    {
        asked.Add(key);
        return mapping[key] is { IsNull: false } node ? node : null;
    }

    public bool Has(string key) => mapping[key] is not null;

    public string? Text(string key) => Node(key) is { } node ? TextOf(node, key) : null;

    public string TextOf(YamlNode node, string what) => (node as YamlScalar)?.Text ?? throw Error(node.Mark, $"'{what}' has to be a single value");

    /// <summary>A list; a single text stands for its words.</summary>
    public IReadOnlyList<string> Words(string key) => Node(key) switch
    {
        null => [],
        YamlScalar scalar => scalar.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        YamlSequence list => [.. list.Items.Select(i => TextOf(i, key))],
        var node => throw Error(node.Mark, $"'{key}' has to be a list"),
    };

    public IReadOnlyList<YamlNode> List(string key) => Node(key) switch
    {
        null => [],
        YamlSequence list => list.Items,
        var node => throw Error(node.Mark, $"'{key}' has to be a list"),
    };

    public Section? Mapping(string key) => Node(key) is { } node ? new Section(File, node, $"'{key}'") : null;

    public bool? Flag(string key) => Node(key) switch
    {
        null => null,
        YamlScalar scalar when scalar.TryGetBool(out bool value) => value,
        var node => throw Error(node.Mark, $"'{key}' has to be true or false"),
    };

    public int? Count(string key) => Node(key) switch
    {
        null => null,
        YamlScalar scalar when int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) => value,
        var node => throw Error(node.Mark, $"'{key}' has to be a number"),
    };

    /// <summary>A duration such as <c>250ms</c>, <c>6s</c>, <c>5m</c>, <c>2h</c>, in nanoseconds.</summary>
    public ulong? Duration(string key)
    {
        if (Node(key) is not { } node)
            return null;
        string text = TextOf(node, key);
        var (unit, scale) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        return unit is not null && decimal.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && number < 1_000_000_000
            ? (ulong)(number * scale)
            : throw Error(node.Mark, $"'{key}' has to be a duration such as 250ms, 6s, 5m or 2h");
    }

    /// <exception cref="TestFileException">A key is there that nobody asked for.</exception>
    public void Finish()
    {
        foreach (var (key, _, mark) in Entries)
        {
            if (!asked.Contains(key))
                throw Error(mark, $"{What} has no key '{key}'; it may have: {string.Join(", ", asked.Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>An error at the value of a key.</summary>
    public TestFileException Error(string key, string message) => Error(mapping[key]?.Mark ?? Mark, message);

    public TestFileException Error(Mark mark, string message) => new(File, mark, message);

    private static readonly (string Unit, decimal Scale)[] Units =
        [("ms", 1_000_000), ("us", 1_000), ("ns", 1), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000)];
}
