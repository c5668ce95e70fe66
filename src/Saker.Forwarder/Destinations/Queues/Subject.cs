using System.Text;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Destinations.Queues;

/// <summary>The subject of a message in NATS, from a template with <c>&lt;priority></c> and <c>&lt;rule></c>, as in Falcosidekick.</summary>
internal sealed class Subject(string template)
{
    private const string Priority = "<priority>";
    private const string Rule = "<rule>";

    /// <summary>What matches every subject that comes of the template.</summary>
    public string Pattern => string.Join('.', template.Split('.').Select(t => t.Contains(Priority, StringComparison.Ordinal)
        || t.Contains(Rule, StringComparison.Ordinal) ? "*" : t));

    /// <summary>The subject of an alert.</summary>
    public string Of(ForwardedAlert alert) => template
        .Replace(Priority, alert.PriorityName.ToLowerInvariant(), StringComparison.Ordinal)
        .Replace(Rule, Slug(alert.Rule), StringComparison.Ordinal);

    /// <summary>Letters and digits in small; whatever lies between them becomes one _.</summary>
    private static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (char c in name.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '_')
                slug.Append('_');
        }

        return slug.ToString().TrimEnd('_') is { Length: > 0 } text ? text : "_";
    }
}
