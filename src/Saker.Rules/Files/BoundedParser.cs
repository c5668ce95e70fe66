using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Saker.Rules.Files;

/// <summary>
/// Parses one document of YAML, and ends where it nests too deep or its aliases multiply to too much, so that whoever walks through what comes of
/// it comes to an end.
/// </summary>
internal sealed class BoundedParser(TextReader text) : IParser
{
    private const int MaxDepth = 64;
    private const long MaxWeight = 1_000_000;

    private readonly Parser parser = new(text);
    private readonly Stack<Collection> open = new();
    private readonly Dictionary<AnchorName, long> weights = [];
    private int documents;

    /// <inheritdoc/>
    public ParsingEvent? Current => parser.Current;

    /// <inheritdoc/>
    /// <exception cref="YamlException">It is no YAML, or goes beyond the bounds.</exception>
    public bool MoveNext()
    {
        LoadBrake.Step();
        var last = Current?.End ?? YamlDotNet.Core.Mark.Empty;
        try
        {
            if (!parser.MoveNext())
                return false;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner gives up like this where it loses its place; what it read last is where to look.
            throw new YamlException(last, last, "the structure breaks off here: a bracket, a brace or a quote may not be closed", e);
        }

        Check(Current!);
        return true;
    }

    private void Check(ParsingEvent step)
    {
        switch (step)
        {
            case DocumentStart when ++documents > 1:
                throw new YamlException(step.Start, step.End, "a second document begins here, and only one is expected");
            case AnchorAlias alias:
                if (open.Any(c => c.Anchor == alias.Value))
                    throw new YamlException(step.Start, step.End, $"'*{alias.Value}' stands inside of what it names");
                Grow(step, weights.GetValueOrDefault(alias.Value));
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
                weights[ended.Anchor] = ended.Weight;
                Grow(step, ended.Weight);
                break;
        }
    }

    private void Grow(ParsingEvent step, long weight)
    {
        if (open.TryPeek(out var around) && (around.Weight += weight) > MaxWeight)
            throw new YamlException(step.Start, step.End, $"holds more than {MaxWeight} values once its aliases are written out");
    }

    /// <summary>A map or a sequence that has not ended yet.</summary>
    private sealed class Collection(AnchorName anchor)
    {
        public AnchorName Anchor => anchor;

        /// <summary>Scalars in it, those behind aliases with every one of these.</summary>
        public long Weight { get; set; } = 1;
    }
}
