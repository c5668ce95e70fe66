namespace Saker.Rules.Files;

/// <summary>Reads the exceptions of a rule.</summary>
internal static class ExceptionReader
{
    public static List<ExceptionDefinition> Read(YamlMapping rule, ItemContext context, Action<Finding> warn, bool append)
    {
        var exceptions = new List<ExceptionDefinition>();
        if (rule["exceptions"] is not { IsNull: false } node)
            return exceptions;
        var listContext = context.Inside(node.Mark, ItemTypes.Exceptions);
        if (node is not YamlSequence sequence)
            throw listContext.Error(FindingCode.YamlValidate, "Rule exceptions must be a sequence");
        foreach (var element in sequence.Items)
        {
            var unnamed = listContext.Inside(element.Mark, ItemTypes.Exception);
            if (element is not YamlMapping item)
                throw unnamed.Error(FindingCode.YamlValidate, "Rule exception must be a mapping");
            string name = new ItemReader(item, unnamed).Text("name");
            var exception = new ExceptionDefinition(name, context.Inside(element.Mark, ItemTypes.Exception, name));
            if (exceptions.Exists(e => e.Name == name))
            {
                warn(exception.Context.Finding(
                    FindingCode.ExceptionNameNotUnique, $"Multiple definitions of exception '{name}' in the same rule"));
            }

            ReadParts(item, exception, warn, append);
            exceptions.Add(exception);
        }

        return exceptions;
    }

    private static void ReadParts(YamlMapping item, ExceptionDefinition exception, Action<Finding> warn, bool append)
    {
        var context = exception.Context;
        exception.Fields = item["fields"] is { } fields ? Entry(fields, context.Inside(fields.Mark, ItemTypes.ValueFor, "fields"))
            : append ? null
            : throw new ItemReader(item, context).Missing("fields");
        exception.Comparisons = item["comps"] is { } comps ? Entry(comps, context.Inside(comps.Mark, ItemTypes.ValueFor, "comps")) : null;
        if (item["values"] is { } values)
        {
            var valuesContext = context.Inside(values.Mark, ItemTypes.ExceptionValues);
            if (values is not YamlSequence sequence)
                throw valuesContext.Error(FindingCode.YamlValidate, "Rule exception values must be a sequence");
            foreach (var value in sequence.Items)
            {
                var valueContext = valuesContext.Inside(value.Mark, ItemTypes.ExceptionValue).Inside(value.Mark, ItemTypes.ValueFor);
                exception.Values.Add(Entry(value, valueContext) ?? new ExceptionEntry());
            }
        }
        else if (append)
        {
            warn(context.Finding(FindingCode.AppendNoValues, "Overriding/appending exception with no values"));
        }
    }

    /// <returns>Null for a mapping or nothing, which are as good as absent.</returns>
    private static ExceptionEntry? Entry(YamlNode node, ItemContext context)
    {
        switch (node)
        {
            case YamlScalar scalar when scalar.Text.Length > 0:
                return new ExceptionEntry { Text = scalar.Text };
            case YamlScalar { IsPlain: false }:
                throw context.Error(FindingCode.YamlValidate, "Value must be non-empty");
            case YamlSequence sequence:
                var items = new List<ExceptionEntry>();
                foreach (var item in sequence.Items)
                    items.Add(Entry(item, context.Inside(item.Mark, ItemTypes.Exception)) ?? new ExceptionEntry());
                return new ExceptionEntry { Items = items };
            default:
                return null;
        }
    }
}
