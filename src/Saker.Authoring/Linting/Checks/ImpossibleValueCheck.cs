using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Comparisons with values that the field never has: misspelt flags, names that the kernel would have cut, numbers that do not fit.</summary>
internal sealed class ImpossibleValueCheck : ILintCheck
{
    // The kernel keeps fifteen bytes of a program's name.
    private const int MaxNameLength = 15;

    private static readonly HashSet<string> CutNames = ["proc.name", "proc.pname", "proc.aname", "proc.sname", "proc.vpgid.name", "proc.pgid.name"];

    public IEnumerable<LintFinding> Find(LintSubject subject)
    {
        foreach (var site in subject.Sites)
        {
            if (site.Meant is not BinaryCheck check || check.Left is not FieldReference field || subject.Operand(field) is not { } operand)
                continue;
            foreach (var value in CheckedValues.Of(check))
            {
                if (Fault(site, check, field, operand, value) is { } fault)
                    yield return LintSubject.Finding(LintCode.ImpossibleValue, site, fault);
            }
        }
    }

    private static string? Fault(ConditionSite site, BinaryCheck check, FieldReference field, BoundOperand operand, Value value)
    {
        bool isExact = check.Operator.Comparison is Comparison.Equal or Comparison.NotEqual or Comparison.In or Comparison.Intersects;
        if (isExact && CutNames.Contains(field.Name) && value.Bytes.Length > MaxNameLength)
        {
            string cut = value.Text[..Math.Min(MaxNameLength, value.Text.Length)];
            return $"{field} is never '{value.Text}': the kernel cuts names to {MaxNameLength} bytes, so it would be '{cut}'";
        }

        if (operand is NumberOperand number && NumberRange.Fault(number, check.Operator.Comparison, value.Text) is { } range)
            return $"{field} {range}";
        if (FieldWords.Of(field, site.Rule.EventTypes) is not { } words || !IsTextComparison(check.Operator.Comparison))
            return null;
        if (value.Text.Length == 0 || words.Any(w => Fits(check.Operator.Comparison, w, value.Text)))
            return null;
        // Flags are printed joined by bars.
        if (isExact && value.Text.Contains('|') && value.Text.Split('|').All(words.Contains))
            return null;
        string near = NearNames.Of(value.Text, words) is [var name, ..] ? $"; near to it is '{name}'" : "";
        return $"{field} never {Verb(check.Operator.Comparison)} '{value.Text}'{near}";
    }

    private static bool IsTextComparison(Comparison comparison) => comparison is Comparison.Equal or Comparison.NotEqual or Comparison.In
        or Comparison.Intersects or Comparison.Contains or Comparison.ContainsIgnoringCase or Comparison.StartsWith or Comparison.EndsWith;

    private static bool Fits(Comparison comparison, string word, string value) => comparison switch
    {
        // What is looked for may reach over several flags.
        Comparison.Contains => word.Contains(value, StringComparison.Ordinal) || value.Contains('|'),
        Comparison.ContainsIgnoringCase => word.Contains(value, StringComparison.OrdinalIgnoreCase) || value.Contains('|'),
        Comparison.StartsWith => word.StartsWith(value, StringComparison.Ordinal) || value.Contains('|'),
        Comparison.EndsWith => word.EndsWith(value, StringComparison.Ordinal) || value.Contains('|'),
        _ => word == value,
    };

    private static string Verb(Comparison comparison) => comparison switch
    {
        Comparison.Contains or Comparison.ContainsIgnoringCase => "contains",
        Comparison.StartsWith => "begins with",
        Comparison.EndsWith => "ends with",
        _ => "is",
    };
}
