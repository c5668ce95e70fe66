using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Fuzz;

/// <summary>Conditions, parsed, written out and bound to the real fields.</summary>
public sealed class ConditionTarget : IFuzzTarget
{
    private readonly FieldCatalog catalog = new(new FieldOptions());

    /// <inheritdoc/>
    public string Name => "condition";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words { get; } =
    [
        "and", "or", "not", "(", ")", "((", "))", ",", "=", "!=", "<", "<=", ">", ">=", "==", "in", "intersects", "pmatch", "contains",
        "icontains", "bcontains", "startswith", "bstartswith", "endswith", "glob", "iglob", "regex", "exists", "oneof", "anyof", "allof",
        "proc.name", "proc.aname[2]", "proc.args[1]", "fd.name", "fd.sip", "fd.net", "fd.port", "evt.type", "evt.arg.flags", "evt.num",
        "evt.rawres", "evt.is_open_write", "proc.duration", "fd.types", "toupper(", "tolower(", "basename(", "b64(", "len(", "join(",
        "concat(", "getopt(", "getopt[x](", "val(", "\"", "'", "\\", "\\x00", "\"a b\"", "10.0.0.0/8", "::1", "fe80::/10", "0x10", "-1",
        "18446744073709551615", "99999999999999999999", "true", "a", "*", "[a-z]", "(a|b)*", "(((a{9}){9}){9}){9}", "(a*)*b", "[", "{", "é",
        "\0", "\n", "\t", "%", "macro_name", "evt.arg", "[", "]", ".", "..",
    ];

    /// <inheritdoc/>
    public string Take(string input)
    {
        Condition condition;
        try
        {
            condition = ConditionParser.Parse(input);
        }
        catch (ConditionSyntaxException e)
        {
            return "syntax: " + Shape(e.Message);
        }

        _ = condition.ToString();
        try
        {
            new ConditionBinder(catalog).Bind(condition, out var warnings);
            return warnings.IsEmpty ? "bound" : "bound, with warnings";
        }
        catch (BindingException e)
        {
            return "binding: " + Shape(e.Message);
        }
    }

    private static string Shape(string message) => message[..Math.Min(message.Length, 24)];
}
