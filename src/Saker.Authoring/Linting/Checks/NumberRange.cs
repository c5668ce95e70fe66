using System.Globalization;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>Numbers that a field's type has no room for.</summary>
internal static class NumberRange
{
    /// <summary>What is wrong with a comparison, in words that follow the field's name; null when nothing is.</summary>
    public static string? Fault(NumberOperand operand, Comparison comparison, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number))
            return null;
        bool isUnsigned = operand.Type is FieldType.Unsigned or FieldType.Port;
        int width = operand.Type == FieldType.Port ? 16 : operand.Width;
        if (!isUnsigned && operand.Type != FieldType.Signed)
            return null;
        if (isUnsigned && number < 0)
            return $"is never {text}: it has no negative values";
        if (isUnsigned && number == 0 && comparison == Comparison.Less)
            return "is never less than 0";
        decimal limit = width is > 0 and < 64 ? 1UL << (isUnsigned ? width : width - 1) : decimal.MaxValue;
        return number >= limit || number < -limit ? $"is never {text}: it has {width} bits" : null;
    }
}
