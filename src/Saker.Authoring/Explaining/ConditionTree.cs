using Saker.Rules;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Explaining;

/// <summary>Takes conditions apart into nodes.</summary>
/// <param name="vocabulary">Macros and lists that they name.</param>
internal sealed class ConditionTree(Vocabulary vocabulary)
{
    // Macros can multiply a condition beyond what anybody reads; those beyond this are named and not opened.
    private const int MaxNodes = 20_000;

    private int nodes;

    /// <summary>The condition of a rule with its exceptions.</summary>
    public ConditionNode Of(Rule rule)
    {
        nodes = 0;
        var condition = Of(vocabulary.Read(rule.ConditionText));
        if (rule.Exceptions.IsEmpty)
            return condition;
        var exceptions = rule.Exceptions.Select(e => new ConditionNode(NodeKind.Not, "not", null, [],
            [new ConditionNode(NodeKind.Exception, e.Name, e.Origin.Location, [], [Of(vocabulary.Read(e.ConditionText))])]));
        return new ConditionNode(NodeKind.And, "and", null, [], [condition, .. exceptions]);
    }

    private ConditionNode Of(ReadCondition read) => Of(read.Written, read.Meant);

    private ConditionNode Of(Condition written, Condition meant)
    {
        nodes++;
        return (written, meant) switch
        {
            (AndCondition and, AndCondition other) => Group(NodeKind.And, "and", and.Children, other.Children),
            (OrCondition or, OrCondition other) => Group(NodeKind.Or, "or", or.Children, other.Children),
            (NotCondition not, NotCondition other) => new ConditionNode(NodeKind.Not, "not", null, [], [Of(not.Child, other.Child)]),
            (MacroReference reference, _) when vocabulary.Macro(reference.Name) is { } macro => Of(macro),
            _ => new ConditionNode(NodeKind.Check, written.ToString(), null, [.. vocabulary.ListsIn(written)], []) { Meaning = meant },
        };
    }

    private ConditionNode Of(Macro macro) => new(
        NodeKind.Macro, macro.Name, macro.Origin?.Location, [], nodes > MaxNodes ? [] : [Of(vocabulary.Read(macro.ConditionText))])
    {
        Meaning = macro.Condition,
    };

    private ConditionNode Group(NodeKind kind, string word, IEnumerable<Condition> written, IEnumerable<Condition> meant) =>
        new(kind, word, null, [], [.. written.Zip(meant).Select(pair => Of(pair.First, pair.Second))]);
}
