using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Saker.Rules.Files;

/// <summary>
/// Reads the documents of a file, with bounds on nesting and on what aliases may multiply to, so that no file can exhaust stack or
/// memory.
/// </summary>
internal sealed class YamlDocuments
{
    private const int MaxDepth = 64;
    private const long MaxWeight = 2_000_000;

    private readonly Parser parser;
    private readonly Dictionary<AnchorName, YamlNode> anchors = [];
    private YamlDotNet.Core.Mark last;

    private YamlDocuments(string content) => parser = new Parser(new StringReader(content));

    /// <exception cref="YamlException">The content is no YAML, or beyond the bounds.</exception>
    public static ImmutableArray<YamlNode> Read(string content)
    {
        var reader = new YamlDocuments(content);
        try
        {
            return reader.ReadAll();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner gives up like this where it loses its place; what it read last is where to look.
            var last = reader.last;
            throw new YamlException(last, last, "the structure breaks off here: a bracket, a brace or a quote may not be closed", e);
        }
    }

    private ImmutableArray<YamlNode> ReadAll()
    {
        var documents = ImmutableArray.CreateBuilder<YamlNode>();
        parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            parser.Consume<DocumentStart>();
            anchors.Clear();
            documents.Add(ReadNode(0));
            parser.Consume<DocumentEnd>();
        }

        return documents.DrainToImmutable();
    }

    private YamlNode ReadNode(int depth)
    {
        LoadBrake.Step();
        var start = last = parser.Current!.Start;
        if (depth > MaxDepth)
            throw new YamlException(start, start, $"nests deeper than {MaxDepth} levels");
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw new YamlException(start, start, $"unknown alias '{alias.Value}'");
        }

        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        YamlNode node = parser.Accept<Scalar>(out _) ? ReadScalar()
            : parser.Accept<SequenceStart>(out _) ? ReadSequence(depth)
            : parser.Accept<MappingStart>(out _) ? ReadMapping(depth)
            : throw new YamlException(start, start, "expected a value");
        if (node.Weight > MaxWeight)
            throw new YamlException(start, start, $"holds more than {MaxWeight} values once its aliases are written out");
        if (!anchor.IsEmpty)
            anchors[anchor] = node;
        return node;
    }

    private YamlScalar ReadScalar()
    {
        var scalar = parser.Consume<Scalar>();
        return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, MarkOf(scalar.Start));
    }

    private YamlSequence ReadSequence(int depth)
    {
        var start = MarkOf(parser.Consume<SequenceStart>().Start);
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlSequence(items.DrainToImmutable(), start);
    }

    private YamlMapping ReadMapping(int depth)
    {
        var start = MarkOf(parser.Consume<MappingStart>().Start);
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<YamlNode, YamlNode>>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            entries.Add(new KeyValuePair<YamlNode, YamlNode>(key, ReadNode(depth + 1)));
        }

        return new YamlMapping(entries.DrainToImmutable(), start);
    }

    internal static Mark MarkOf(YamlDotNet.Core.Mark mark) => new((int)mark.Line - 1, (int)mark.Column - 1, (int)mark.Index);
}
