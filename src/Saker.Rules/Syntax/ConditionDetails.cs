namespace Saker.Rules.Syntax;

/// <summary>The names that stand in a condition.</summary>
public sealed class ConditionDetails
{
    private ConditionDetails()
    {
    }

    /// <summary>Fields with their arguments, sorted.</summary>
    public SortedSet<string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Operators, sorted.</summary>
    public SortedSet<string> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>Bare names: macros, when they are known as such. Sorted.</summary>
    public SortedSet<string> Macros { get; } = new(StringComparer.Ordinal);

    /// <summary>Constants of list operators: list names, when they are known as such. Sorted.</summary>
    public SortedSet<string> ListValues { get; } = new(StringComparer.Ordinal);

    /// <summary>Looks through a condition.</summary>
    public static ConditionDetails Of(Condition condition)
    {
        var details = new ConditionDetails();
        details.Visit(condition);
        return details;
    }

    private void Visit(SyntaxNode node)
    {
        switch (node)
        {
            case AndCondition and:
                Visit(and.Children);
                break;
            case OrCondition or:
                Visit(or.Children);
                break;
            case NotCondition not:
                Visit(not.Child);
                break;
            case MacroReference macro:
                Macros.Add(macro.Name);
                break;
            case UnaryCheck unary:
                Operators.Add(unary.OperatorText);
                Visit(unary.Left);
                break;
            case BinaryCheck binary:
                Operators.Add(binary.Operator.Text);
                Visit(binary.Left);
                if (binary.Operator.TakesList && binary.Right is Value name)
                    ListValues.Add(name.Text);
                Visit(binary.Right);
                break;
            case FieldReference field:
                Fields.Add(field.ToString());
                break;
            case TransformerCall call:
                Visit(call.Arguments);
                break;
            case OperandList list:
                Visit(list.Items);
                break;
            case ValueList list:
                ListValues.UnionWith(list.Values.Select(v => v.Text));
                break;
        }
    }

    private void Visit(IEnumerable<SyntaxNode> nodes)
    {
        foreach (var node in nodes)
            Visit(node);
    }
}
