using System.Collections.Immutable;
using Saker.Rules.Binding;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Rules.Describing;

/// <summary>Says of rules, macros and lists what they are made of.</summary>
public sealed class RuleDescriber
{
    // Falco has these fields from a plugin; here they are built in.
    private static readonly (string Plugin, string[] Prefixes)[] plugins = [("container", ["container.", "k8s."]), ("k8smeta", ["k8smeta."])];

    private static readonly ImmutableArray<int> asynchronous = EventTypes.WithName("asyncevent");

    private readonly RuleSet rules;
    private readonly HashSet<string> macroNames;
    private readonly HashSet<string> listNames;

    /// <summary>Describes what is in a set.</summary>
    public RuleDescriber(RuleSet rules)
    {
        this.rules = rules;
        macroNames = [.. rules.Macros.Select(m => m.Name)];
        listNames = [.. rules.Lists.Select(l => l.Name)];
    }

    /// <summary>Describes a rule.</summary>
    public RuleDescription Describe(Rule rule)
    {
        var condition = Describe(rule.ConditionText, rule.Condition, [.. rule.EventTypes.Names()]);
        ImmutableArray<string> outputFields = [.. rule.Output.Fields.Select(f => f.Name)];
        return new RuleDescription(
            rule,
            condition,
            outputFields,
            [.. rule.ExtraFields.Where(f => !f.IsRaw).Select(f => (f.Key, f.Template.Text))],
            PluginsOf(condition.Fields.Concat(outputFields)));
    }

    /// <summary>Describes a macro.</summary>
    public MacroDescription Describe(Macro macro)
    {
        var condition = Describe(macro.ConditionText, macro.Condition, EventsOf(macro.Condition));
        return new MacroDescription(macro, condition, PluginsOf(condition.Fields));
    }

    /// <summary>Describes a list.</summary>
    public ListDescription Describe(RuleList list) => new(list, Sorted(list.Items.Where(listNames.Contains)));

    private ConditionDescription Describe(string text, Condition compiled, ImmutableArray<string> events)
    {
        var (macros, lists) = NamesIn(text);
        var details = ConditionDetails.Of(compiled);
        return new ConditionDescription(macros, lists, [.. details.Operators], [.. details.Fields], events, compiled.ToString());
    }

    private (ImmutableArray<string> Macros, ImmutableArray<string> Lists) NamesIn(string text)
    {
        try
        {
            var details = ConditionDetails.Of(ConditionParser.Parse(text));
            return ([.. details.Macros.Where(macroNames.Contains)], [.. details.ListValues.Where(listNames.Contains)]);
        }
        catch (ConditionSyntaxException)
        {
            // Names of lists may be such that only their items make it a condition, so they are looked for in the text.
            var used = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var list in rules.Lists)
            {
                if (ListExpansion.Expand(ref text, list.Name, list.ExpandedItems))
                    used.Add(list.Name);
            }

            return ([.. ConditionDetails.Of(ConditionParser.Parse(text)).Macros.Where(macroNames.Contains)], [.. used]);
        }
    }

    /// <summary>None for a macro whose event types cannot be told; rules may not use it.</summary>
    private static ImmutableArray<string> EventsOf(Condition condition)
    {
        try
        {
            return [.. (EventTypeAlgebra.TypesOf(condition) | EventTypeSet.Of(asynchronous)).Names()];
        }
        catch (BindingException)
        {
            return [];
        }
    }

    private static ImmutableArray<string> PluginsOf(IEnumerable<string> fields) =>
        [.. plugins.Where(p => fields.Any(field => p.Prefixes.Any(prefix => field.StartsWith(prefix, StringComparison.Ordinal)))).Select(p => p.Plugin)];

    private static ImmutableArray<string> Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
