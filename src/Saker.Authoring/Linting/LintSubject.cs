using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Rules.Files;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting;

/// <summary>Rules that were loaded, as checks look at them.</summary>
internal sealed class LintSubject
{
    private readonly OperandBinder operands;
    private readonly Dictionary<string, BoundOperand?> bound = [];

    public LintSubject(RuleSet rules, IFieldCatalog catalog)
    {
        All = rules;
        Rules = [.. rules.Rules.Where(r => r.Source == EventSources.Syscall && r.Origin is not null)];
        Vocabulary = new Vocabulary(rules);
        operands = new OperandBinder(catalog);
        Sites = [.. Rules.SelectMany(SitesOf)];
    }

    /// <summary>Everything that was loaded.</summary>
    public RuleSet All { get; }

    /// <summary>Rules about the kernel's events; those that are disabled now may be enabled later.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    public Vocabulary Vocabulary { get; }

    /// <summary>Every part of every rule's condition. A macro is opened once for each way in which a rule uses it.</summary>
    public IReadOnlyList<ConditionSite> Sites { get; }

    /// <summary>The condition with macros in their places.</summary>
    public Condition Expand(Condition meant) => new MacroExpansion(name => Vocabulary.Macro(name)?.Condition).Expand(meant);

    /// <summary>The operand that is compared, or null when it is none that has values.</summary>
    public BoundOperand? Operand(Operand left)
    {
        string key = left.ToString();
        if (!bound.TryGetValue(key, out var operand))
        {
            try
            {
                operand = operands.Bind(left);
            }
            catch (BindingException)
            {
                operand = null;
            }

            bound[key] = operand;
        }

        return operand;
    }

    /// <summary>A finding at a part of a condition.</summary>
    public static LintFinding Finding(LintCode code, ConditionSite site, string message) =>
        Finding(code, site.Source.Item, site.Source.Origin.Of(site.Source.Text, site.Written.Position), message);

    /// <summary>A finding about a whole item.</summary>
    public static LintFinding Finding(LintCode code, string item, Origin origin, string message) => Finding(code, item, origin.Start, message);

    private static LintFinding Finding(LintCode code, string item, SourcePlace place, string message) => new(
        code, message, place.Location.FileName, place.Location.Line + 1, place.Location.Column + 1, item, place.Item.Line + 1, place.Snippet);

    private IEnumerable<ConditionSite> SitesOf(Rule rule)
    {
        var sites = new List<ConditionSite>();
        var opened = new HashSet<(string Macro, bool IsNegated, bool IsRequired)>();
        Collect(Root(rule, new ConditionText($"rule '{rule.Name}'", rule.ConditionText, rule.Origin!), false), sites, opened);
        foreach (var exception in rule.Exceptions)
            Collect(Root(rule, new ConditionText($"exception '{exception.Name}' of rule '{rule.Name}'", exception.ConditionText, exception.Origin), true), sites, opened);
        return sites;
    }

    private ConditionSite Root(Rule rule, ConditionText text, bool negated)
    {
        var (written, meant) = Vocabulary.Read(text.Text);
        return new ConditionSite(rule, text, written, meant, negated, !negated);
    }

    private void Collect(ConditionSite site, List<ConditionSite> sites, HashSet<(string Macro, bool IsNegated, bool IsRequired)> opened)
    {
        sites.Add(site);
        if (site.Written is MacroReference reference && Vocabulary.Macro(reference.Name) is { Origin: { } origin } macro
            && opened.Add((macro.Name, site.IsNegated, site.IsRequired)))
        {
            var inner = Root(site.Rule, new ConditionText($"macro '{macro.Name}'", macro.ConditionText, origin), site.IsNegated);
            Collect(inner with { IsRequired = site.IsRequired }, sites, opened);
        }

        foreach (var child in site.Children)
            Collect(child, sites, opened);
    }
}
