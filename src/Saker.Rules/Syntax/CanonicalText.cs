using System.Collections.Immutable;
using System.Text;

namespace Saker.Rules.Syntax;

/// <summary>Prints trees the way they can be compared: one line, every grouping in parentheses, strings quoted only when needed.</summary>
internal sealed class CanonicalText
{
    private readonly StringBuilder text = new();

    public static string Of(SyntaxNode node)
    {
        var writer = new CanonicalText();
        writer.Write(node);
        return writer.text.ToString();
    }

    private void Write(SyntaxNode node)
    {
        switch (node)
        {
            case AndCondition and:
                WriteGroup(and.Children, " and ");
                break;
            case OrCondition or:
                WriteGroup(or.Children, " or ");
                break;
            case NotCondition not:
                text.Append("not ");
                Write(not.Child);
                break;
            case MacroReference macro:
                text.Append(macro.Name);
                break;
            case UnaryCheck unary:
                Write(unary.Left);
                text.Append(' ').Append(unary.OperatorText);
                break;
            case BinaryCheck binary:
                Write(binary.Left);
                text.Append(' ').Append(binary.Operator.Text).Append(' ');
                Write(binary.Right);
                break;
            case FieldReference field:
                text.Append(field.Name);
                WriteArgument(field.Argument);
                break;
            case TransformerCall call:
                text.Append(call.Name);
                WriteGroup(call.Arguments, ",");
                WriteArgument(call.Selector);
                break;
            case OperandList list:
                WriteGroup(list.Items, ",");
                break;
            case ValueList list:
                WriteGroup(list.Values, ", ");
                break;
            case Value value:
                text.Append(Escaping.Quote(value.Text));
                break;
        }
    }

    private void WriteGroup<T>(ImmutableArray<T> nodes, string separator)
        where T : SyntaxNode
    {
        text.Append('(');
        for (int i = 0; i < nodes.Length; i++)
        {
            if (i > 0)
                text.Append(separator);
            Write(nodes[i]);
        }

        text.Append(')');
    }

    private void WriteArgument(string? argument)
    {
        if (argument is not null)
            text.Append('[').Append(argument.Length == 0 ? "\"\"" : Escaping.Quote(argument)).Append(']');
    }
}
