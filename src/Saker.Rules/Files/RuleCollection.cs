using Saker.Rules.Binding;

namespace Saker.Rules.Files;

/// <summary>Everything that the files read so far define, with later changes applied. Redefined items keep their place.</summary>
internal sealed class RuleCollection(IReadOnlyDictionary<string, OperandBinder> sources)
{
    private readonly OrderedDictionary<string, ListDefinition> lists = [];
    private readonly OrderedDictionary<string, MacroDefinition> macros = [];
    private readonly OrderedDictionary<string, RuleDefinition> rules = [];
    private int next;

    public static SemanticVersion EngineVersion { get; } = new(0, 63, 0);

    public IReadOnlyDictionary<string, ListDefinition> Lists => lists;

    public IReadOnlyDictionary<string, MacroDefinition> Macros => macros;

    public IReadOnlyDictionary<string, RuleDefinition> Rules => rules;

    public SemanticVersion RequiredEngine { get; private set; }

    public List<IReadOnlyList<PluginRequirement>> RequiredPlugins { get; } = [];

    public Action<Finding> Warn { get; set; } = _ => { };

    public void RequireEngine(SemanticVersion version, ItemContext context)
    {
        if (!EngineVersion.IsCompatibleWith(version))
        {
            throw context.Error(
                FindingCode.Validate, $"Rules require engine version {version}, but engine version is {EngineVersion}");
        }

        if (RequiredEngine.CompareTo(version) < 0)
            RequiredEngine = version;
    }

    public void RequirePlugin(IReadOnlyList<PluginRequirement> alternatives, ItemContext context)
    {
        var names = new HashSet<string>();
        foreach (var plugin in alternatives)
        {
            if (!SemanticVersion.TryParse(plugin.Version, out _))
                throw context.Error(FindingCode.Validate, $"Invalid required version '{plugin.Version}' for plugin '{plugin.Name}'");
            if (!names.Add(plugin.Name))
            {
                throw context.Error(
                    FindingCode.Validate, $"Defined multiple alternative version requirements for plugin '{plugin.Name}'");
            }
        }

        RequiredPlugins.Add(alternatives);
    }

    public void Define(ListDefinition list) => Define(lists, list);

    public void Append(ListDefinition list)
    {
        var previous = lists.GetValueOrDefault(list.Name) ?? throw list.Context.Error(FindingCode.Validate, Messages.NoPreviousList);
        previous.Items.AddRange(list.Items);
        previous.Changes.Add(list.Context);
        previous.Visibility = next++;
    }

    public void Define(MacroDefinition macro)
    {
        macro.Parts.Add(new ConditionPart(macro.ConditionContext, macro.Condition));
        Define(macros, macro);
    }

    public void Append(MacroDefinition macro)
    {
        var previous = macros.GetValueOrDefault(macro.Name) ?? throw macro.Context.Error(FindingCode.Validate, Messages.NoPreviousMacro);
        previous.Condition += " " + macro.Condition;
        previous.Parts.Add(new ConditionPart(macro.ConditionContext, macro.Condition));
        previous.Changes.Add(macro.Context);
        previous.Visibility = next++;
    }

    public void Define(RuleDefinition rule)
    {
        Previous(rule.Name, rule.Source, rule.Context);
        var binder = sources.GetValueOrDefault(rule.Source);
        if (binder is null)
        {
            rule.HasUnknownSource = true;
            Warn(rule.Context.Finding(FindingCode.UnknownSource, $"Unknown source {rule.Source}, skipping"));
        }

        foreach (var exception in rule.Exceptions)
        {
            if (exception.Fields is null)
            {
                throw exception.Context.Error(
                    FindingCode.Validate, "Rule exception item must have fields property with a list of fields");
            }

            ExceptionRules.Complete(exception, binder);
        }

        rule.Parts.Add(new ConditionPart(rule.ConditionContext, rule.Condition));
        Define(rules, rule);
    }

    public void Append(RuleUpdate update)
    {
        var rule = Previous(update.Name, update.Source, update.Context)
            ?? throw update.Context.Error(FindingCode.Validate, Messages.NoPreviousRuleToAppend);
        if (update.IsEmpty)
            throw update.Context.Error(FindingCode.Validate, "Appended rule must have exceptions or condition property");
        rule.Condition += Appendix(update.Condition);
        if (update is { Condition: { Length: > 0 } appended, ConditionContext: { } place })
            rule.Parts.Add(new ConditionPart(place, appended));
        rule.Output += Appendix(update.Output);
        rule.Description += Appendix(update.Description);
        rule.Tags.UnionWith(update.Tags ?? []);
        foreach (var exception in update.Exceptions ?? [])
            Append(rule, exception);
        rule.Changes.Add(update.Context);
        rule.Visibility = next++;
    }

    public void Replace(RuleUpdate update)
    {
        var rule = Previous(update.Name, update.Source, update.Context)
            ?? throw update.Context.Error(FindingCode.Validate, Messages.NoPreviousRuleToReplace);
        if (update is { Condition: { } replacement, ConditionContext: { } place })
        {
            rule.Condition = replacement;
            rule.Parts.Clear();
            rule.Parts.Add(new ConditionPart(place, replacement));
        }

        rule.Output = update.Output ?? rule.Output;
        rule.Description = update.Description ?? rule.Description;
        rule.Tags = update.Tags ?? rule.Tags;
        rule.Exceptions = update.Exceptions ?? rule.Exceptions;
        rule.Priority = update.Priority ?? rule.Priority;
        rule.Capture = update.Capture ?? rule.Capture;
        rule.CaptureDuration = update.CaptureDuration ?? rule.CaptureDuration;
        rule.Enabled = update.Enabled ?? rule.Enabled;
        rule.WarnEventTypes = update.WarnEventTypes ?? rule.WarnEventTypes;
        rule.SkipIfUnknownFilter = update.SkipIfUnknownFilter ?? rule.SkipIfUnknownFilter;
        rule.Changes.Add(update.Context);
        rule.Visibility = next++;
    }

    public void Enable(string name, bool enabled, ItemContext context)
    {
        var rule = rules.GetValueOrDefault(name)
            ?? throw context.Error(FindingCode.Validate, "Rule has 'enabled' key but no rule by that name already exists");
        rule.Enabled = enabled;
    }

    private void Append(RuleDefinition rule, ExceptionDefinition exception)
    {
        if (rule.Exceptions.Find(e => e.Name == exception.Name) is { } previous)
        {
            if (exception.Fields is not null)
            {
                throw exception.Context.Error(
                    FindingCode.Validate, "Can not append exception fields to existing exception, only values");
            }

            if (exception.Comparisons is not null)
            {
                throw exception.Context.Error(
                    FindingCode.Validate, "Can not append exception comps to existing exception, only values");
            }

            previous.Values.AddRange(exception.Values);
            return;
        }

        if (exception.Fields is null)
            throw exception.Context.Error(FindingCode.Validate, "Rule exception must have fields property with a list of fields");
        if (exception.Values.Count == 0)
            throw exception.Context.Error(FindingCode.Validate, "Rule exception must have values property with a list of values");
        ExceptionRules.Complete(exception, sources.GetValueOrDefault(rule.Source));
        rule.Exceptions.Add(exception);
    }

    private RuleDefinition? Previous(string name, string source, ItemContext context)
    {
        var previous = rules.GetValueOrDefault(name);
        if (previous is not null && source.Length > 0 && previous.Source.Length > 0 && previous.Source != source)
            throw context.Error(FindingCode.Validate, "Rule has been re-defined with a different source");
        return previous;
    }

    private void Define<T>(OrderedDictionary<string, T> items, T item)
        where T : Definition
    {
        item.Visibility = next++;
        item.Index = items.TryGetValue(item.Name, out var previous) ? previous.Index : item.Visibility;
        item.Replaced = previous?.Context;
        items[item.Name] = item;
    }

    private static string Appendix(string? text) => string.IsNullOrEmpty(text) ? "" : " " + text;
}
