using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>Checks exceptions, and turns them into conditions.</summary>
internal static class ExceptionRules
{
    /// <summary>Fills in the operators that were left out, and checks that fields and operators fit.</summary>
    public static void Complete(ExceptionDefinition exception, OperandBinder? operands)
    {
        var (fields, context) = (exception.Fields!, exception.Context);
        if (fields.Items is { } several)
        {
            exception.Comparisons ??= new ExceptionEntry { Items = [.. several.Select(_ => new ExceptionEntry { Text = "=" })] };
            if (exception.Comparisons.Items?.Count != several.Count)
                throw context.Error(FindingCode.Validate, "Fields and comps lists must have equal length");
            foreach (var comparison in exception.Comparisons.Items)
            {
                comparison.Text = comparison.Text.Trim(' ', '\t', '\r', '\n');
                if (!CheckOperator.TryParse(comparison.Text, out _))
                    throw context.Error(FindingCode.Validate, $"'{comparison.Text}' is not a supported comparison operator");
            }
        }
        else
        {
            exception.Comparisons ??= new ExceptionEntry { Text = "in" };
            if (exception.Comparisons.Items is not null)
                throw context.Error(FindingCode.Validate, "Fields and comps must both be strings");
            exception.Comparisons.Text = exception.Comparisons.Text.Trim(' ', '\t', '\r', '\n');
            if (!CheckOperator.TryParse(exception.Comparisons.Text, out var comparison) || !comparison.TakesList)
            {
                throw context.Error(
                    FindingCode.Validate,
                    "When fields is a single value, comps must be one of (in, pmatch, intersects) or a modifier operator "
                    + "(e.g. startswith oneof)");
            }
        }

        foreach (string field in FieldsOf(exception))
        {
            if (operands is not null && !operands.IsOperand(field))
                throw context.Error(FindingCode.Validate, $"'{field}' is not a supported filter field");
        }
    }

    /// <summary>The fields that an exception compares.</summary>
    public static IEnumerable<string> FieldsOf(ExceptionDefinition exception) => exception.Fields switch
    {
        null => [],
        { Items: { } several } => several.Select(f => f.Text),
        var single => [single.Text],
    };

    /// <summary>The condition with its exceptions taken out of it.</summary>
    public static string Apply(string condition, IEnumerable<ExceptionDefinition> exceptions)
    {
        condition = $"({condition})";
        foreach (var exception in exceptions)
        {
            string text = TextOf(exception);
            if (text.Length > 0)
                condition += " and not " + text;
        }

        return condition;
    }

    /// <summary>What an exception excepts, as a condition in parentheses; empty when it has no values.</summary>
    public static string TextOf(ExceptionDefinition exception) =>
        exception.Fields!.Items is null ? OfSingleField(exception) : OfSeveralFields(exception);

    private static string OfSingleField(ExceptionDefinition exception)
    {
        if (exception.Values.Exists(v => v.Items is not null))
            throw exception.Context.Error(FindingCode.Validate, "Expected values array to contain a list of strings");
        string values = string.Join(", ", exception.Values.Select(v => Quoted(v.Text)));
        return exception.Values.Count == 0 ? "" : $"({exception.Fields!.Text} {exception.Comparisons!.Text} ({values}))";
    }

    private static string OfSeveralFields(ExceptionDefinition exception)
    {
        var fields = exception.Fields!.Items!;
        var comparisons = exception.Comparisons!.Items!;
        var tuples = new List<string>();
        foreach (var tuple in exception.Values)
        {
            if ((tuple.Items?.Count ?? 0) != fields.Count)
                throw exception.Context.Error(FindingCode.Validate, "Fields and values lists must have equal length");
            var checks = fields.Select((field, i) => $" {field.Text} {comparisons[i].Text} {ValueOf(tuple.Items![i], comparisons[i].Text)}");
            tuples.Add($"({string.Join(" and ", checks)})");
        }

        return tuples.Count == 0 ? "" : $"({string.Join(" or ", tuples)})";
    }

    private static string ValueOf(ExceptionEntry value, string comparison)
    {
        if (value.Items is { } items)
            return $"({string.Join(", ", items.Select(i => Quoted(i.Text)))})";
        bool takesList = CheckOperator.TryParse(comparison, out var parsed) && parsed.TakesList;
        if (!takesList)
            return Quoted(value.Text);
        return value.Text.StartsWith('(') ? value.Text : $"({value.Text})";
    }

    private static string Quoted(string value) => ListExpansion.Quoted(value);
}
