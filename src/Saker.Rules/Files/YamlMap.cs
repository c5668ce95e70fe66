using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Saker.Rules.Files;

/// <summary>
/// Reads a configuration as a map of keys: one document, with bounds on its length, on nesting and on what aliases may
/// multiply to, so that whoever walks through it comes to an end.
/// </summary>
public static class YamlMap
{
    private const int MaxLength = 4 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const long MaxWeight = 1_000_000;

    /// <summary>Reads a file, whose length nobody vouches for: it may be a pipe or a device.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="YamlException">It holds no map.</exception>
    public static YamlMappingNode ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a directory; a configuration file is expected");
        using var reader = new StreamReader(path);
        char[] text = new char[MaxLength + 1];
        int length = reader.ReadBlock(text);
        return length <= MaxLength ? Parse(new string(text, 0, length))
            : throw new IOException($"it is longer than the {MaxLength} characters that a configuration file may have");
    }

    /// <summary>Reads a text; one that says nothing is an empty map.</summary>
    /// <exception cref="YamlException">It is no map.</exception>
    public static YamlMappingNode Parse(string text)
    {
        CheckBounds(text);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? [] : stream.Documents[0].RootNode switch
        {
            YamlMappingNode map => map,
            YamlScalarNode { Value: null or "" } => [],
            var other => throw new YamlException(other.Start, other.End, "a map of keys is expected at the top"),
        };
    }

    private static void CheckBounds(string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new Stack<Collection>();
        var anchors = new Dictionary<AnchorName, long>();
        int documents = 0;
        foreach (var step in Events(parser))
        {
            switch (step)
            {
                case DocumentStart when ++documents > 1:
                    throw new YamlException(step.Start, step.End, "a second document begins here, and only one is expected");
                case AnchorAlias alias:
                    if (open.Any(c => c.Anchor == alias.Value))
                        throw new YamlException(step.Start, step.End, $"'*{alias.Value}' stands inside of what it names");
                    Grow(step, anchors.GetValueOrDefault(alias.Value));
                    break;
                case Scalar:
                    Grow(step, 1);
                    break;
                case MappingStart or SequenceStart:
                    if (open.Count == MaxDepth)
                        throw new YamlException(step.Start, step.End, $"nests deeper than {MaxDepth} levels");
                    open.Push(new Collection(((NodeEvent)step).Anchor));
                    break;
                case MappingEnd or SequenceEnd:
                    var ended = open.Pop();
                    anchors[ended.Anchor] = ended.Weight;
                    Grow(step, ended.Weight);
                    break;
            }
        }

        void Grow(ParsingEvent step, long weight)
        {
            if (open.TryPeek(out var around) && (around.Weight += weight) > MaxWeight)
                throw new YamlException(step.Start, step.End, $"holds more than {MaxWeight} values once its aliases are written out");
        }
    }

    private static IEnumerable<ParsingEvent> Events(Parser parser)
    {
        while (Next(parser))
            yield return parser.Current!;
    }

    private static bool Next(Parser parser)
    {
        var last = parser.Current?.End ?? YamlDotNet.Core.Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner gives up like this where it loses its place; what it read last is where to look.
            throw new YamlException(last, last, "the structure breaks off here: a bracket, a brace or a quote may not be closed", e);
        }
    }

    /// <summary>A map or a sequence that has not ended yet.</summary>
    private sealed class Collection(AnchorName anchor)
    {
        public AnchorName Anchor => anchor;

        /// <summary>Scalars in it, those behind aliases with every one of these.</summary>
        public long Weight { get; set; } = 1;
    }
}
