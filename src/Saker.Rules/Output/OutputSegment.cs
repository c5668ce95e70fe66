using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Rules.Output;

/// <summary>A piece of an output.</summary>
public abstract class OutputSegment;

/// <summary>Text that stands as it is.</summary>
public sealed class LiteralSegment(string text) : OutputSegment
{
    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>The text in UTF-8.</summary>
    public ImmutableArray<byte> Bytes { get; } = [.. Encoding.UTF8.GetBytes(text)];
}

/// <summary>A field that an output names.</summary>
/// <param name="Name">With its argument, as structured outputs call it.</param>
/// <param name="Field">The field.</param>
public sealed record OutputField(string Name, Field Field);

/// <summary>A field, or what a transformer makes of fields.</summary>
public sealed class FieldSegment : OutputSegment
{
    private const int MaxTokenLength = 4096;

    private FieldSegment(Operand syntax, BoundOperand operand, Field? field, int width, ImmutableArray<OutputField> fields)
    {
        Token = syntax.ToString();
        Operand = operand;
        Field = field;
        Width = width;
        Fields = fields;
    }

    /// <summary>What is printed, in canonical text.</summary>
    public string Token { get; }

    /// <summary>Where the values come from.</summary>
    public BoundOperand Operand { get; }

    /// <summary>The field itself, or null when a transformer stands around it.</summary>
    public Field? Field { get; }

    /// <summary>Whether a transformer stands around the field.</summary>
    public bool IsTransformed => Field is null;

    /// <summary>Bytes to pad or cut to; 0 for as many as there are.</summary>
    public int Width { get; }

    /// <summary>Fields it names, in order.</summary>
    public ImmutableArray<OutputField> Fields { get; }

    internal static FieldSegment Parse(string text, ref int at, IFieldCatalog catalog)
    {
        int start = at + 1;
        if (start == text.Length)
            throw new OutputSyntaxException("invalid formatting syntax: formatting cannot end with a %", at);
        int end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        if (end == text.Length)
            throw new OutputSyntaxException("invalid formatting syntax: formatting cannot end with a number", at);
        int width = end > start && int.TryParse(text[start..end], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
        return Longest(text, ref at, end, width, catalog);
    }

    /// <summary>
    /// Takes the longest piece of text that can be bound: what follows a field's name may look like more of it, down to the last letter.
    /// </summary>
    private static FieldSegment Longest(string text, ref int at, int start, int width, IFieldCatalog catalog)
    {
        string? reason = null;
        for (int length = Math.Min(text.Length - start, MaxTokenLength); length > 0; length--)
        {
            string piece = text.Substring(start, length);
            if (ConditionParser.ParseOperand(piece, out var end) is not { } syntax)
                continue;
            // Positions count bytes, text counts characters.
            length = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece), 0, end.Index).Length;
            try
            {
                var segment = Bind(syntax, width, catalog);
                at = start + length;
                return segment;
            }
            catch (BindingException e)
            {
                reason ??= e.Message;
            }
        }

        string message = "unknown filter: unexpected token after '%'" + (reason is null ? "" : $": {reason}");
        throw new OutputSyntaxException(message, at, isUnknownName: true);
    }

    private static FieldSegment Bind(Operand syntax, int width, IFieldCatalog catalog)
    {
        var fields = ImmutableArray.CreateBuilder<OutputField>();
        Collect(syntax, catalog, fields);
        var operand = new OperandBinder(catalog).Bind(syntax);
        var field = syntax is FieldReference ? fields[0].Field : null;
        return new FieldSegment(syntax, operand, field, width, fields.DrainToImmutable());
    }

    private static void Collect(Operand syntax, IFieldCatalog catalog, ImmutableArray<OutputField>.Builder fields)
    {
        switch (syntax)
        {
            case FieldReference reference:
                if (catalog.Bind(reference.Name, reference.Argument, out _) is { } field)
                    fields.Add(new OutputField(reference.ToString(), field));
                break;
            case TransformerCall call:
                foreach (var argument in call.Arguments)
                    Collect(argument, catalog, fields);
                break;
            case OperandList list:
                foreach (var item in list.Items)
                    Collect(item, catalog, fields);
                break;
        }
    }
}
