using Saker.Rules;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Authoring;

/// <summary>A condition in the words of its author, and the same with the items of lists in the places of their names.</summary>
/// <param name="Written">With names of lists and macros.</param>
/// <param name="Meant">With names of macros alone; of the same shape.</param>
internal readonly record struct ReadCondition(Condition Written, Condition Meant);

/// <summary>The macros and lists that conditions may name.</summary>
internal sealed class Vocabulary
{
    private readonly RuleSet rules;
    private readonly Dictionary<string, Macro> macros;
    private readonly Dictionary<string, RuleList> lists;
    private readonly Dictionary<string, ReadCondition> read = [];

    public Vocabulary(RuleSet rules)
    {
        this.rules = rules;
        macros = rules.Macros.ToDictionary(m => m.Name);
        lists = rules.Lists.ToDictionary(l => l.Name);
    }

    /// <summary>The macro of a name, or null.</summary>
    public Macro? Macro(string name) => macros.GetValueOrDefault(name);

    /// <summary>The list of a name, or null.</summary>
    public RuleList? List(string name) => lists.GetValueOrDefault(name);

    /// <summary>Reads a condition that was loaded without errors.</summary>
    public ReadCondition Read(string text)
    {
        if (!read.TryGetValue(text, out var condition))
            read[text] = condition = ReadAnew(text);
        return condition;
    }

    /// <summary>The lists that a check names as values.</summary>
    public IEnumerable<RuleList> ListsIn(Condition written) => written is not BinaryCheck check ? [] : check.Right switch
    {
        Value value when check.Operator.TakesList => ListNamed(value),
        ValueList values => values.Values.SelectMany(ListNamed),
        _ => [],
    };

    private ReadCondition ReadAnew(string text)
    {
        string expanded = text;
        foreach (var list in rules.Lists)
            ListExpansion.Expand(ref expanded, list.Name, list.ExpandedItems);
        var meant = ConditionParser.Parse(expanded);
        try
        {
            var written = ConditionParser.Parse(text);
            return HaveSameShape(written, meant) ? new ReadCondition(written, meant) : new ReadCondition(meant, meant);
        }
        catch (ConditionSyntaxException)
        {
            // A list may hold what only makes a condition once it is in its place.
            return new ReadCondition(meant, meant);
        }
    }

    private IEnumerable<RuleList> ListNamed(Value value) => lists.TryGetValue(value.Text, out var list) ? [list] : [];

    private static bool HaveSameShape(Condition a, Condition b) => (a, b) switch
    {
        (AndCondition x, AndCondition y) => HaveSameShape(x.Children, y.Children),
        (OrCondition x, OrCondition y) => HaveSameShape(x.Children, y.Children),
        (NotCondition x, NotCondition y) => HaveSameShape(x.Child, y.Child),
        (MacroReference x, MacroReference y) => x.Name == y.Name,
        (UnaryCheck x, UnaryCheck y) => x.ToString() == y.ToString(),
        (BinaryCheck x, BinaryCheck y) => x.Operator == y.Operator && x.Left.ToString() == y.Left.ToString(),
        _ => false,
    };

    private static bool HaveSameShape(IReadOnlyList<Condition> a, IReadOnlyList<Condition> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => HaveSameShape(pair.First, pair.Second));
}
