using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Parts whose checks exclude each other, or of which one always holds.</summary>
internal sealed class ContradictionCheck : ILintCheck
{
    // Macros can multiply a part beyond what is worth looking at.
    private const int MaxSize = 10_000;

    public IEnumerable<LintFinding> Find(LintSubject subject) => subject.Sites
        .Where(s => s.Meant is AndCondition or OrCondition && subject.Expand(s.Meant).Size <= MaxSize)
        .Select(s => Find(subject, s)).OfType<LintFinding>();

    private static LintFinding? Find(LintSubject subject, ConditionSite site)
    {
        if (site.Meant is OrCondition or)
        {
            // That nothing is left which satisfies none of the parts.
            return LiteralConflict.In(subject, or.Children.Select(c => Literal.OfAny(subject.Expand(c)).Select(l => l.Opposite))) is null
                ? null
                : LintSubject.Finding(LintCode.AlwaysTrue, site, $"always holds where its field has a value: {site.Written}");
        }

        var and = (AndCondition)site.Meant;
        if (LiteralConflict.In(subject, and.Children.Select(c => Literal.OfAll(subject.Expand(c)))) is { } conflict)
            return Report(site, $"never holds: {conflict}");
        return ExcludesAllTypes(subject, and) ? Report(site, "never holds: its parts are about different events") : null;
    }

    /// <summary>A part that a rule cannot do without makes it a rule that never matches.</summary>
    private static LintFinding Report(ConditionSite site, string message) => site.IsRequired
        ? LintSubject.Finding(LintCode.RuleNeverMatches, site, $"rule '{site.Rule.Name}' {message.Replace("never holds", "never matches")}")
        : LintSubject.Finding(LintCode.AlwaysFalse, site, message);

    /// <summary>Whether no event is left although every part alone has some; hooks that say never are not counted.</summary>
    private static bool ExcludesAllTypes(LintSubject subject, AndCondition and)
    {
        try
        {
            var types = and.Children.Select(c => EventTypeAlgebra.TypesOf(WithoutCustom(subject.Expand(c)))).ToList();
            return types.TrueForAll(t => t.Count > 0) && types.Aggregate(EventTypeSet.All, (all, t) => all & t).Count == 0;
        }
        catch (BindingException)
        {
            return false;
        }
    }

    /// <summary>Leaves open what compares the event's number: that is how rules say never and always on purpose.</summary>
    public static Condition WithoutCustom(Condition condition) => condition switch
    {
        AndCondition and => new AndCondition([.. and.Children.Select(WithoutCustom)], and.Position),
        OrCondition or => new OrCondition([.. or.Children.Select(WithoutCustom)], or.Position),
        NotCondition not => new NotCondition(WithoutCustom(not.Child), not.Position),
        _ when IsCustom(condition) => new MacroReference("custom", condition.Position),
        _ => condition,
    };

    internal static bool IsCustom(Condition check) => check is BinaryCheck { Left: FieldReference { Name: "evt.num" } };
}
