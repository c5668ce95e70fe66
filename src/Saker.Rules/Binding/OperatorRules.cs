using Saker.Fields;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>Which operators apply to which types.</summary>
internal static class OperatorRules
{
    /// <summary>Null when it applies; otherwise why it does not.</summary>
    public static string? Refusal(CheckOperator comparison, BoundOperand operand)
    {
        string kind = operand.IsList ? "list" : operand.Type switch
        {
            FieldType.String => "string",
            FieldType.Bytes => "buffer",
            FieldType.Address or FieldType.Network => "ip address and network",
            _ => "numeric",
        };
        if (operand.IsList ? ForLists(comparison.Comparison) : Applies(comparison.Comparison, operand.Type))
            return null;
        return $"filter error: '{comparison.Text}' operator not supported for {kind} filters";
    }

    private static bool ForLists(Comparison comparison) => comparison is Comparison.In or Comparison.Intersects or Comparison.Exists;

    private static bool Applies(Comparison comparison, FieldType type)
    {
        bool isOrder = comparison is Comparison.Less or Comparison.LessOrEqual or Comparison.Greater or Comparison.GreaterOrEqual;
        bool isEquality = comparison is Comparison.Equal or Comparison.NotEqual or Comparison.In or Comparison.Intersects or Comparison.Exists;
        return isEquality || type switch
        {
            FieldType.String => comparison is not (Comparison.ContainsBytes or Comparison.StartsWithBytes),
            FieldType.Bytes => comparison is Comparison.Contains or Comparison.StartsWith or Comparison.EndsWith
                or Comparison.ContainsBytes or Comparison.StartsWithBytes,
            FieldType.Bool or FieldType.Address or FieldType.Network => false,
            _ => isOrder,
        };
    }
}
