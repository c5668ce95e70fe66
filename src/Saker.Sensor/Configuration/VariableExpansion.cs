using System.Text;

namespace Saker.Sensor.Configuration;

/// <summary>
/// Environment variables in configuration values: <c>${NAME}</c> becomes the variable's value, or nothing when it is not set;
/// <c>$${NAME}</c> stands for a literal <c>${NAME}</c>; what is substituted is expanded again.
/// </summary>
public static class VariableExpansion
{
    // Values may name each other in a circle; no sensible one nests this deep.
    private const int MaxSubstitutions = 1000;

    /// <summary>Expands a value.</summary>
    public static string Expand(string text, Func<string, string?> variable)
    {
        var output = new StringBuilder();
        int substitutions = 0;
        while (true)
        {
            int dollar = text.IndexOf('$');
            if (dollar < 0)
                return output.Append(text).ToString();
            bool escaped = text.AsSpan(dollar).StartsWith("$${");
            int open = dollar + (escaped ? 1 : 0);
            int close = text.AsSpan(open).StartsWith("${") ? text.IndexOf('}', open) : -1;

            // A dollar that opens nothing ends the expansion of this value.
            if (close < 0 || ++substitutions > MaxSubstitutions)
                return output.Append(text).ToString();
            output.Append(text, 0, dollar);
            if (escaped)
                output.Append(text, open, close + 1 - open);
            string substituted = escaped ? "" : variable(text[(open + 2)..close]) ?? "";
            text = substituted + text[(close + 1)..];
        }
    }
}
