using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.RuleTests.Running;

/// <summary>A rule with one operand of its outermost <c>and</c> left out: tests that do not notice say nothing about that operand.</summary>
/// <param name="rule">Name of the rule.</param>
/// <param name="index">Which operand.</param>
/// <param name="catalog">The fields.</param>
internal sealed class ConjunctMutation(string rule, int index, IFieldCatalog catalog)
{
    /// <summary>The operands of a condition's outermost <c>and</c>, those of macros included.</summary>
    public static ImmutableArray<Condition> Conjuncts(Condition condition) =>
        condition is AndCondition and ? [.. and.Children.SelectMany(c => Conjuncts(c))] : [condition];

    /// <summary>The rule without the operand; other rules as they are.</summary>
    public Rule Apply(Rule original)
    {
        if (original.Name != rule)
            return original;
        var kept = Conjuncts(original.Condition).RemoveAt(index);
        Condition condition = kept.Length == 1 ? kept[0] : new AndCondition(kept, original.Condition.Position);
        return original with
        {
            Condition = condition,
            Predicate = new ConditionBinder(catalog).Bind(condition, out _),
            EventTypes = EventTypeAlgebra.TypesOf(condition),
        };
    }
}
