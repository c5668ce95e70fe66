using Saker.Rules;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting;

/// <summary>A text that a condition was written as.</summary>
/// <param name="Item">Whose it is, as in <c>macro 'open_read'</c>.</param>
/// <param name="Text">The condition.</param>
/// <param name="Origin">Where it was written.</param>
internal sealed record ConditionText(string Item, string Text, Origin Origin);

/// <summary>A part of a rule's condition, wherever it was written.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Source">The text that it is a part of.</param>
/// <param name="Written">The part as written.</param>
/// <param name="Meant">The same with the items of lists.</param>
/// <param name="IsNegated">Whether the rule matches when it does not hold.</param>
/// <param name="IsRequired">Whether the rule matches only when it holds, whatever else does.</param>
internal sealed record ConditionSite(Rule Rule, ConditionText Source, Condition Written, Condition Meant, bool IsNegated, bool IsRequired)
{
    /// <summary>The parts that it is made of; none for a check or a macro.</summary>
    public IEnumerable<ConditionSite> Children => (Written, Meant) switch
    {
        (AndCondition and, AndCondition other) => and.Children.Zip(other.Children, (w, m) => this with { Written = w, Meant = m }),
        (OrCondition or, OrCondition other) =>
            or.Children.Zip(other.Children, (w, m) => this with { Written = w, Meant = m, IsRequired = false }),
        (NotCondition not, NotCondition other) =>
            [this with { Written = not.Child, Meant = other.Child, IsNegated = !IsNegated, IsRequired = false }],
        _ => [],
    };
}
