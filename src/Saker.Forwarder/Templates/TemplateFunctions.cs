using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Saker.Forwarder.Templates;

/// <summary>The functions that Go's text templates know, as far as they make sense of alerts.</summary>
internal static class TemplateFunctions
{
    private static readonly FrozenDictionary<string, Func<Func<object?>[], object?>> all = new Dictionary<string, Func<Func<object?>[], object?>>
    {
        ["index"] = a => a.Skip(1).Aggregate(a[0](), (value, key) => TemplateValue.Member(value, key())),
        ["or"] = a => a.Select(x => x()).FirstOrDefault(TemplateValue.IsTrue, a[^1]()),
        ["and"] = a => a.Select(x => x()).FirstOrDefault(v => !TemplateValue.IsTrue(v), a[^1]()),
        ["not"] = a => !TemplateValue.IsTrue(a[0]()),
        ["len"] = a => a[0]() is string text ? Encoding.UTF8.GetByteCount(text) : (long)TemplateValue.Items(a[0]()).Count(),
        ["eq"] = a => a.Skip(1).Any(x => Compare(a[0](), x()) == 0),
        ["ne"] = a => Compare(a[0](), a[1]()) != 0,
        ["lt"] = a => Compare(a[0](), a[1]()) < 0,
        ["le"] = a => Compare(a[0](), a[1]()) <= 0,
        ["gt"] = a => Compare(a[0](), a[1]()) > 0,
        ["ge"] = a => Compare(a[0](), a[1]()) >= 0,
        ["print"] = a => string.Concat(a.Select(x => TemplateValue.Print(x()))),
        ["println"] = a => string.Join(' ', a.Select(x => TemplateValue.Print(x()))) + "\n",
        ["printf"] = a => Format(TemplateValue.Print(a[0]()), [.. a.Skip(1).Select(x => TemplateValue.Print(x()))]),
        ["html"] = a => System.Net.WebUtility.HtmlEncode(TemplateValue.Print(a[0]())),
        ["urlquery"] = a => Uri.EscapeDataString(TemplateValue.Print(a[0]())),
    }.ToFrozenDictionary();

    /// <summary>The function of a name; null when there is none.</summary>
    public static Func<Func<object?>[], object?>? Find(string name) => all.GetValueOrDefault(name);

    private static int Compare(object? left, object? right)
    {
        string a = TemplateValue.Print(left);
        string b = TemplateValue.Print(right);
        return decimal.TryParse(a, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal x)
            && decimal.TryParse(b, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal y) ? x.CompareTo(y) : string.CompareOrdinal(a, b);
    }

    private static string Format(string format, string[] values)
    {
        var text = new StringBuilder();
        int next = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
                text.Append(format[i]);
            else if (format[++i] == '%')
                text.Append('%');
            else if (next == values.Length)
                text.Append("%!").Append(format[i]).Append("(MISSING)");
            else
                text.Append(format[i] == 'q' ? $"\"{values[next++]}\"" : values[next++]);
        }

        return text.ToString();
    }
}
