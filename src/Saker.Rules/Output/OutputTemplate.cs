using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Rules.Output;

/// <summary>
/// The text of an alert before its fields are filled in. A field follows a percent sign, with a number between them where it is to have
/// a fixed width: <c>%10proc.name</c>, <c>%proc.aname[2]</c>, <c>%toupper(proc.name)</c>. There is no way to write a percent sign itself.
/// </summary>
public sealed class OutputTemplate
{
    private OutputTemplate(string text, ImmutableArray<OutputSegment> segments)
    {
        Text = text;
        Segments = segments;
        Fields = [.. segments.OfType<FieldSegment>().SelectMany(s => s.Fields).DistinctBy(f => f.Name)];
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>What to print, in order.</summary>
    public ImmutableArray<OutputSegment> Segments { get; }

    /// <summary>Fields that the template names, in calls too, each once and in order: what structured outputs list.</summary>
    public ImmutableArray<OutputField> Fields { get; }

    /// <summary>Reads and binds a template.</summary>
    /// <exception cref="OutputSyntaxException">A percent sign is followed by nothing that can be printed.</exception>
    public static OutputTemplate Parse(string text, IFieldCatalog catalog)
    {
        if (text.Length == 0)
            throw new OutputSyntaxException("empty formatting token", 0);
        // A leading asterisk once meant that missing values are allowed; they always are now.
        int at = text[0] == '*' ? 1 : 0;
        var segments = ImmutableArray.CreateBuilder<OutputSegment>();
        while (at < text.Length)
        {
            int percent = text.IndexOf('%', at);
            int end = percent < 0 ? text.Length : percent;
            if (end > at)
                segments.Add(new LiteralSegment(text[at..end]));
            at = end;
            if (percent >= 0)
                segments.Add(FieldSegment.Parse(text, ref at, catalog));
        }

        return new OutputTemplate(text, segments.DrainToImmutable());
    }
}

/// <summary>A template that cannot be printed.</summary>
public sealed class OutputSyntaxException(string message, int position, bool isUnknownName = false) : Exception(message)
{
    /// <summary>Characters before the place.</summary>
    public int Position { get; } = position;

    /// <summary>Whether a field is not known, which a rule may declare harmless.</summary>
    public bool IsUnknownName { get; } = isUnknownName;
}
