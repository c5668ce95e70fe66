using System.Buffers;
using System.Text;
using Saker.Alerts.Text;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;
using Saker.State;

namespace Saker.RuleTests.Running;

/// <summary>Says which part of a condition decided its answer for an event, and what the fields in it were.</summary>
/// <param name="catalog">The fields.</param>
internal sealed class Explanation(IFieldCatalog catalog)
{
    private const int MaxParts = 12;
    private const int MaxLength = 160;

    private readonly ConditionBinder binder = new(catalog);

    /// <summary>The smallest parts that decided, one a line.</summary>
    public IReadOnlyList<string> Of(Condition condition, EventContext context)
    {
        var parts = new List<Condition>();
        Collect(condition, context, parts);
        var lines = parts.Distinct().Take(MaxParts).Select(p => Line(p, context)).ToList();
        if (parts.Count > MaxParts)
            lines.Add($"and {parts.Count - MaxParts} more");
        return lines;
    }

    /// <summary>How many operands of the outermost <c>and</c> hold: the nearer to all, the nearer to an alert.</summary>
    public int Nearness(Condition condition, EventContext context) =>
        condition is AndCondition and ? and.Children.Count(c => IsTrue(c, context)) : IsTrue(condition, context) ? 1 : 0;

    /// <summary>What a field is, as outputs print it.</summary>
    public static string ValueOf(Field field, EventContext context)
    {
        var text = new ArrayBufferWriter<byte>();
        new PrintedValue(field).AppendText(text, context);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private bool IsTrue(Condition condition, EventContext context) => binder.Bind(condition, out _).Evaluate(context);

    private void Collect(Condition condition, EventContext context, List<Condition> parts)
    {
        switch (condition)
        {
            case NotCondition not:
                Collect(not.Child, context, parts);
                break;
            case AndCondition all when all.Children.FirstOrDefault(c => !IsTrue(c, context)) is { } first:
                Collect(first, context, parts);
                break;
            case AndCondition and:
                foreach (var child in and.Children)
                    Collect(child, context, parts);
                break;
            case OrCondition any when any.Children.FirstOrDefault(c => IsTrue(c, context)) is { } first:
                Collect(first, context, parts);
                break;
            case OrCondition or:
                foreach (var child in or.Children)
                    Collect(child, context, parts);
                break;
            default:
                parts.Add(condition);
                break;
        }
    }

    private string Line(Condition part, EventContext context)
    {
        string text = Cut(part.ToString());
        string answer = IsTrue(part, context) ? "true" : "false";
        var operand = part switch { UnaryCheck unary => unary.Left, BinaryCheck binary => binary.Left, _ => null };
        var fields = FieldsOf(operand).Select(f => Describe(f, context)).Distinct();
        return $"{text}: {answer}, {string.Join(", ", fields)}";
    }

    private string Describe(FieldReference reference, EventContext context) =>
        catalog.Bind(reference.Name, reference.Argument, out _) is { } field && Value(field, context) is { } value
            ? $"{reference} is \"{Cut(value)}\""
            : $"{reference} has no value";

    private static string? Value(Field field, EventContext context) => BoundOperand.Of(field).Exists(context) ? ValueOf(field, context) : null;

    private static IEnumerable<FieldReference> FieldsOf(Operand? operand) => operand switch
    {
        FieldReference field => [field],
        TransformerCall call => call.Arguments.SelectMany(FieldsOf),
        _ => [],
    };

    private static string Cut(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "...";
}
