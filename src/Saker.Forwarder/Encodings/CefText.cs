using System.Text;
using Saker.Forwarder.Alerts;
using Saker.Rules;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// ArcSight's Common Event Format, version 0: https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.4/cef-implementation-standard/.
/// The header is that of Falcosidekick, which parsers know. Fields that the standard has a key for come under it, all others under their own names
/// without dots.
/// </summary>
internal static class CefText
{
    private static readonly Dictionary<string, string> standardKeys = new(StringComparer.Ordinal)
    {
        ["user.name"] = "suser",
        ["user.uid"] = "suid",
        ["proc.name"] = "sproc",
        ["proc.pid"] = "spid",
        ["proc.exepath"] = "filePath",
        ["fd.cip"] = "src",
        ["fd.cport"] = "spt",
        ["fd.sip"] = "dst",
        ["fd.sport"] = "dpt",
        ["fd.l4proto"] = "proto",
        ["evt.type"] = "act",
    };

    /// <summary>An alert in one line.</summary>
    public static string Of(ForwardedAlert alert)
    {
        var text = new StringBuilder("CEF:0|Falcosecurity|Falco|1.0|Falco Event|");
        Escape(text, alert.Rule, '|').Append('|').Append(Severity(alert.Priority)).Append('|');
        Add("uuid", alert.Id);
        Add("externalId", alert.Id);
        Add("start", $"{alert.Time.Milliseconds}");
        Add("msg", alert.Output);
        Add("cat", alert.Source);
        Add("source", alert.Source);
        if (alert.Hostname.Length > 0)
        {
            Add("dvchost", alert.Hostname);
            Add("hostname", alert.Hostname);
        }

        if (alert.Tags.Count > 0)
            Add("tags", string.Join(',', alert.Tags));
        foreach (var (name, json) in alert.Fields)
        {
            if (ForwardedAlert.Text(json) is { } value)
                Add(standardKeys.GetValueOrDefault(name) ?? Key(name), value);
        }

        text.Length--;
        return text.ToString();

        void Add(string key, string value) => Escape(text.Append(key).Append('='), value, '=').Append(' ');
    }

    /// <summary>From 0 to 10, as the standard has them.</summary>
    private static int Severity(Priority priority) => priority switch
    {
        Priority.Emergency => 10,
        Priority.Alert => 9,
        Priority.Critical => 8,
        Priority.Error => 7,
        Priority.Warning => 6,
        Priority.Notice => 4,
        Priority.Informational => 3,
        _ => 0,
    };

    /// <summary>Keys are letters and digits: <c>k8s.ns.name</c> becomes <c>k8sNsName</c>.</summary>
    private static string Key(string field)
    {
        var key = new StringBuilder(field.Length);
        bool isNext = false;
        foreach (char c in field)
        {
            if (char.IsAsciiLetterOrDigit(c))
                key.Append(isNext && key.Length > 0 ? char.ToUpperInvariant(c) : c);
            isNext = !char.IsAsciiLetterOrDigit(c);
        }

        return key.Length > 0 ? key.ToString() : "field";
    }

    private static StringBuilder Escape(StringBuilder text, string value, char mark)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                _ when c == mark || c == '\\' => text.Append('\\').Append(c),
                _ => text.Append(c),
            };
        }

        return text;
    }
}
