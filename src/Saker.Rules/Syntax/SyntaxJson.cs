using System.Collections.Immutable;
using System.Text.Json;

namespace Saker.Rules.Syntax;

/// <summary>Writes trees as JSON, one object a node.</summary>
public static class SyntaxJson
{
    /// <summary>Writes a node with everything below it.</summary>
    public static void Write(Utf8JsonWriter writer, SyntaxNode node)
    {
        writer.WriteStartObject();
        switch (node)
        {
            case AndCondition and:
                Start(writer, "and");
                WriteNodes(writer, "children", and.Children);
                break;
            case OrCondition or:
                Start(writer, "or");
                WriteNodes(writer, "children", or.Children);
                break;
            case NotCondition not:
                Start(writer, "not");
                WriteNode(writer, "child", not.Child);
                break;
            case MacroReference macro:
                Start(writer, "identifier");
                writer.WriteString("name", macro.Name);
                break;
            case UnaryCheck unary:
                Start(writer, "unary");
                WriteNode(writer, "left", unary.Left);
                writer.WriteString("op", unary.OperatorText);
                break;
            case BinaryCheck binary:
                Start(writer, "binary");
                WriteNode(writer, "left", binary.Left);
                writer.WriteString("op", binary.Operator.Text);
                WriteNode(writer, "right", binary.Right);
                break;
            case FieldReference field:
                Start(writer, "field");
                writer.WriteString("name", field.Name);
                WriteArgument(writer, field.Argument);
                break;
            case TransformerCall call:
                Start(writer, "transformer");
                writer.WriteString("name", call.Name);
                WriteNodes(writer, "args", call.Arguments);
                WriteArgument(writer, call.Selector);
                break;
            case OperandList list:
                Start(writer, "transformer_list");
                WriteNodes(writer, "items", list.Items);
                break;
            case ValueList list:
                Start(writer, "list");
                writer.WriteStartArray("values");
                foreach (var value in list.Values)
                    writer.WriteStringValue(value.Text);
                writer.WriteEndArray();
                break;
            case Value value:
                Start(writer, "value");
                writer.WriteString("value", value.Text);
                break;
        }

        writer.WriteStartObject("pos");
        writer.WriteNumber("idx", node.Position.Index);
        writer.WriteNumber("line", node.Position.Line);
        writer.WriteNumber("col", node.Position.Column);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, string kind) => writer.WriteString("node", kind);

    private static void WriteNode(Utf8JsonWriter writer, string name, SyntaxNode node)
    {
        writer.WritePropertyName(name);
        Write(writer, node);
    }

    private static void WriteNodes<T>(Utf8JsonWriter writer, string name, ImmutableArray<T> nodes)
        where T : SyntaxNode
    {
        writer.WriteStartArray(name);
        foreach (var node in nodes)
            Write(writer, node);
        writer.WriteEndArray();
    }

    private static void WriteArgument(Utf8JsonWriter writer, string? argument)
    {
        if (argument is not null)
            writer.WriteString("arg", argument);
    }
}
