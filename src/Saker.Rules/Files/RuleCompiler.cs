using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Output;
using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>Makes rules of definitions: lists and macros are put in their places, fields are found.</summary>
internal sealed class RuleCompiler
{
    // Events that plugins put in between tell of anything, so every rule sees them.
    private static readonly EventTypeSet asynchronous = EventTypeSet.Of(Binding.EventTypes.WithName("asyncevent"));

    private readonly RuleCollection collection;
    private readonly LoadOptions options;
    private readonly Action<Finding> warn;
    private readonly Dictionary<string, ConditionBinder> binders;
    private readonly Dictionary<string, ImmutableArray<string>> items = [];
    private readonly HashSet<string> usedLists = [];
    private ListNames lists = new([]);
    private readonly HashSet<string> usedMacros = [];
    private readonly OrderedDictionary<string, ParsedMacro> macros = [];

    public RuleCompiler(RuleCollection collection, LoadOptions options, Action<Finding> warn)
    {
        this.collection = collection;
        this.options = options;
        this.warn = warn;
        binders = options.Sources.ToDictionary(s => s.Key, s => new ConditionBinder(s.Value));
    }

    /// <exception cref="LoadException">Something is wrong with a definition.</exception>
    public RuleSet Compile()
    {
        ListCycles.Refuse(collection.Lists);
        foreach (var list in collection.Lists.Values)
            items[list.Name] = ExpandItems(list);
        lists = new ListNames(items);
        foreach (var macro in collection.Macros.Values)
        {
            macros[macro.Name] = new ParsedMacro(macro) { Condition = Parse(macro.Condition, macro.ConditionContext) };
        }

        foreach (var macro in macros.Values)
            macro.Condition = Expand(macro.Condition, macro.Definition.Condition, macro.Definition.Visibility, macro.Definition.Context);
        var rules = ImmutableArray.CreateBuilder<Rule>();
        foreach (var definition in collection.Rules.Values)
        {
            if (!definition.HasUnknownSource && CompileRule(definition, rules.Count) is { } rule)
                rules.Add(rule);
        }

        WarnUnused();
        return new RuleSet(
            rules.DrainToImmutable(),
            [.. macros.Values.Select(m => new Macro(
                m.Definition.Name, m.Definition.Condition, m.Condition, usedMacros.Contains(m.Definition.Name))
            {
                Origin = new Origin(m.Definition.Context, m.Definition),
            })],
            [.. collection.Lists.Values.Select(l => new RuleList(l.Name, [.. l.Items], items[l.Name], usedLists.Contains(l.Name))
            {
                Origin = new Origin(l.Context, l),
            })],
            collection.RequiredEngine.ToString(),
            [.. collection.RequiredPlugins.Select(p => p.ToImmutableArray())]);
    }

    /// <summary>Lists see those defined before them, as they were written.</summary>
    private ImmutableArray<string> ExpandItems(ListDefinition list)
    {
        var expanded = ImmutableArray.CreateBuilder<string>();
        foreach (string item in list.Items)
        {
            if (collection.Lists.TryGetValue(item, out var inner) && inner.Index < list.Visibility)
            {
                usedLists.Add(inner.Name);
                expanded.AddRange(inner.Items);
            }
            else
            {
                expanded.Add(item);
            }
        }

        return expanded.DrainToImmutable();
    }

    private Condition Parse(string text, ItemContext context)
    {
        try
        {
            return ConditionParser.Parse(lists.Expand(text, usedLists));
        }
        catch (ConditionTooLongException e)
        {
            throw context.Error(FindingCode.CompileCondition, e.Message);
        }
        catch (ConditionSyntaxException e)
        {
            throw context.InCondition(text, e.Position).Error(FindingCode.CompileCondition, e.Message);
        }
    }

    private Condition Expand(Condition condition, string text, int visibility, ItemContext context)
    {
        var expansion = new MacroExpansion(name =>
            macros.TryGetValue(name, out var macro) && macro.Definition.Index < visibility ? macro.Condition : null);
        var expanded = expansion.Expand(condition);
        if (expansion.Error is var (message, position))
            throw context.InCondition(text, position).Error(FindingCode.Validate, message);
        usedMacros.UnionWith(expansion.Used);
        return expanded;
    }

    private Rule? CompileRule(RuleDefinition definition, int index)
    {
        string conditionText = definition.Exceptions.Count == 0
            ? definition.Condition
            : ExceptionRules.Apply(definition.Condition, definition.Exceptions);
        if (CompileOutput(definition, out var extraFields) is not { } output)
            return null;
        var condition = Expand(Parse(conditionText, definition.ConditionContext), conditionText, int.MaxValue, definition.Context);
        foreach (var (code, message) in ConditionAdvice.For(condition))
            warn(definition.ConditionContext.InCondition(conditionText, default).Finding(code, message));
        if (Bind(definition, condition, conditionText) is not { } predicate)
            return null;
        var comparisons = definition.Exceptions.Select(e => e.Comparisons).OfType<ExceptionEntry>();
        return new Rule
        {
            Index = index,
            Name = definition.Name,
            Description = definition.Description,
            ConditionText = definition.Condition,
            Condition = condition,
            Predicate = predicate,
            EventTypes = EventTypesOf(definition, condition, conditionText),
            OutputText = definition.Output,
            Output = output,
            ExtraFields = extraFields,
            Priority = definition.Priority,
            Source = definition.Source,
            Tags = [.. definition.Tags],
            Enabled = definition.Enabled,
            Capture = definition.Capture,
            CaptureDuration = definition.CaptureDuration,
            ExceptionNames = [.. definition.Exceptions.Select(e => e.Name).Distinct()],
            ExceptionFields = [.. definition.Exceptions.SelectMany(ExceptionRules.FieldsOf).Distinct().Order(StringComparer.Ordinal)],
            ExceptionOperators = [.. comparisons.SelectMany(c => c.Items?.Select(i => i.Text) ?? [c.Text]).Distinct().Order(StringComparer.Ordinal)],
            Exceptions = [.. definition.Exceptions
                .Select(e => new RuleException(e.Name, ExceptionRules.TextOf(e), new Origin(e.Context)))
                .Where(e => e.ConditionText.Length > 0)],
            Origin = new Origin(definition.Context, definition),
        };
    }

    private Predicate? Bind(RuleDefinition definition, Condition condition, string text)
    {
        try
        {
            var predicate = binders[definition.Source].Bind(condition, out var warnings);
            foreach (var (message, position) in warnings)
                warn(definition.ConditionContext.InCondition(text, position).Finding(FindingCode.ConditionWarning, message));
            return predicate;
        }
        catch (BindingException e)
        {
            var context = definition.ConditionContext.InCondition(text, e.Position);
            if (!e.IsUnknownName || !definition.SkipIfUnknownFilter)
                throw context.Error(FindingCode.CompileCondition, e.Message);
            warn(context.Finding(FindingCode.UnknownFilter, e.Message));
            return null;
        }
    }

    private EventTypeSet EventTypesOf(RuleDefinition definition, Condition condition, string text)
    {
        try
        {
            if (definition.Source != EventSources.Syscall)
                return EventTypeSet.All;
            var types = EventTypeAlgebra.TypesOf(condition);
            if (types.CodeCount > 100 && definition.WarnEventTypes)
            {
                warn(definition.Context.Finding(
                    FindingCode.NoEventType, "Rule matches too many evt.type values. This has a significant performance penalty."));
            }

            return types | asynchronous;
        }
        catch (BindingException e)
        {
            throw definition.ConditionContext.InCondition(text, e.Position).Error(FindingCode.CompileCondition, e.Message);
        }
    }

    private OutputTemplate? CompileOutput(RuleDefinition definition, out ImmutableArray<ExtraField> extraFields)
    {
        extraFields = [];
        var appendices = options.AppendOutput.Where(a => a.AppliesTo(definition)).ToList();
        string text = definition.Output + string.Concat(appendices.Where(a => a.Text.Length > 0).Select(a => " " + a.Text));
        if (text.Contains("%container.info", StringComparison.Ordinal))
        {
            warn(definition.Context.Finding(FindingCode.DeprecatedItem, Messages.ContainerInfoDeprecated));
            text = text.Replace("%container.info", "", StringComparison.Ordinal);
        }

        var catalog = options.Sources[definition.Source];
        try
        {
            var output = OutputTemplate.Parse(text, catalog);
            extraFields = [.. appendices.SelectMany(a => a.Fields)
                .Select(f => new ExtraField(f.Key, OutputTemplate.Parse(f.Template, catalog), f.IsRaw))];
            foreach (string field in ConditionAdvice.DeprecatedFields.Where(f => text.Contains(f, StringComparison.Ordinal)))
            {
                warn(definition.OutputContext.Finding(
                    FindingCode.DeprecatedItem, $"usage of deprecated field '{field}' has been detected in the rule output"));
            }

            return output;
        }
        catch (OutputSyntaxException e)
        {
            if (!e.IsUnknownName || !definition.SkipIfUnknownFilter)
                throw definition.OutputContext.Error(FindingCode.CompileOutput, e.Message);
            warn(definition.OutputContext.Finding(FindingCode.UnknownFilter, e.Message));
            return null;
        }
    }

    private void WarnUnused()
    {
        foreach (var macro in collection.Macros.Values.Where(m => !usedMacros.Contains(m.Name)))
            warn(macro.Context.Finding(FindingCode.UnusedMacro, "Macro not referred to by any other rule/macro"));
        foreach (var list in collection.Lists.Values.Where(l => !usedLists.Contains(l.Name)))
            warn(list.Context.Finding(FindingCode.UnusedList, "List not referred to by any other rule/macro"));
    }

    private sealed class ParsedMacro(MacroDefinition definition)
    {
        public MacroDefinition Definition => definition;

        public required Condition Condition { get; set; }
    }
}
