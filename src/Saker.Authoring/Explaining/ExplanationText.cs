using Saker.Rules;
using Saker.Rules.Files;

namespace Saker.Authoring.Explaining;

/// <summary>Writes explanations for people.</summary>
/// <param name="output">Where to.</param>
public sealed class ExplanationText(TextWriter output)
{
    private const int Width = 120;
    private const int HeadingWidth = 11;
    private const int AnswerWidth = 8;
    private const int MaxItems = 8;
    private const int MaxValue = 160;

    // Short names of files, where they tell the files apart.
    private readonly Dictionary<string, string> shortNames = [];

    // Lists are spelled out where they are named first.
    private readonly HashSet<string> shownLists = [];

    /// <summary>Writes an explanation.</summary>
    public void Write(RuleExplanation explanation)
    {
        var (rule, condition) = (explanation.Description.Rule, explanation.Description.Condition);
        output.WriteLine(rule.Name + Place(rule.Origin?.Location));
        Shorten(explanation.Condition);
        foreach (var change in rule.Origin?.Changes ?? [])
            WriteWrapped("", "changed" + Place(change));
        WriteWrapped("", rule.Description);
        WriteWrapped("priority", rule.Priority.ToString().ToLowerInvariant() + (rule.Enabled ? "" : ", disabled"));
        WriteWrapped("tags", string.Join(", ", rule.Tags));
        WriteWrapped("events", string.Join(", ", condition.Events.Where(e => e != "asyncevent")));
        WriteWrapped("fields", string.Join(", ", condition.Fields));
        WriteWrapped("exceptions", rule.ExceptionNames.IsEmpty ? "none" : string.Join(", ", rule.ExceptionNames));
        output.WriteLine();
        if (explanation.Answered is { } answered)
        {
            output.WriteLine(answered.Answer switch
            {
                Answer.True => "matches:",
                Answer.Unknown when explanation.WasRaised => "matched, or there were no alert; how it did, as far as the alert tells:",
                Answer.Unknown => "cannot be told, since the event does not say enough:",
                _ => "does not match:",
            });
            WriteAnswered(answered, 0);
        }
        else
        {
            WriteNode(explanation.Condition, 0);
        }
    }

    private void WriteNode(ConditionNode node, int depth)
    {
        string indent = new(' ', depth * 2);
        output.WriteLine(indent + Describe(node));
        WriteLists(node, indent + "  ");
        foreach (var child in node.Children)
            WriteNode(child, depth + 1);
    }

    private void WriteAnswered(AnsweredNode answered, int depth)
    {
        string indent = new(' ', depth * 2);
        string fields = answered.Fields.IsEmpty ? "" : ": " + string.Join(", ", answered.Fields.Select(Describe));
        output.WriteLine(answered.Answer.ToString().ToLowerInvariant().PadRight(AnswerWidth) + indent + Describe(answered.Node) + fields);
        WriteLists(answered.Node, new string(' ', AnswerWidth) + indent + "  ");
        foreach (var child in answered.Children)
            WriteAnswered(child, depth + 1);
    }

    private void WriteLists(ConditionNode node, string indent)
    {
        foreach (var list in node.Lists.Where(l => shownLists.Add(l.Name)))
            output.WriteLine($"{indent}list {list.Name}{Place(list.Origin?.Location)}: {Items(list)}");
    }

    private static string Items(RuleList list)
    {
        if (list.ExpandedItems.IsEmpty)
            return "empty";
        string first = string.Join(", ", list.ExpandedItems.Take(MaxItems));
        return list.ExpandedItems.Length <= MaxItems ? first : $"{first} and {list.ExpandedItems.Length - MaxItems} more";
    }

    private string Describe(ConditionNode node) => node.Kind switch
    {
        NodeKind.Macro => $"macro {node.Text}{Place(node.Location)}",
        NodeKind.Exception => $"exception {node.Text}{Place(node.Location)}",
        _ => node.Text,
    };

    private static string Describe(FieldValue field) => !field.IsKnown ? $"{field.Name} is not told"
        : field.Value is { } value ? $"{field.Name} is \"{Cut(value)}\""
        : $"{field.Name} has no value";

    private string Place(Location? location) =>
        location is null ? "" : $" ({shortNames.GetValueOrDefault(location.FileName, location.FileName)}:{location.Line + 1})";

    private void Shorten(ConditionNode condition)
    {
        var files = Locations(condition).Select(l => l.FileName).Distinct().GroupBy(f => Path.GetFileName(f));
        foreach (var file in files.Where(f => f.Count() == 1))
            shortNames[file.Single()] = file.Key;
    }

    private static IEnumerable<Location> Locations(ConditionNode node) => node.Children.SelectMany(Locations)
        .Concat(node.Lists.Select(l => l.Origin?.Location).Append(node.Location).OfType<Location>());

    // What a watched process brought must not reach a terminal raw.
    private static string Cut(string text)
    {
        string printable = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return printable.Length <= MaxValue ? printable : printable[..MaxValue] + "...";
    }

    private void WriteWrapped(string heading, string text)
    {
        string line = "  " + heading.PadRight(heading.Length == 0 ? 0 : HeadingWidth);
        int indent = line.Length;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > Width && line.Length > indent)
            {
                output.WriteLine(line.TrimEnd());
                line = new string(' ', indent);
            }

            line += word + " ";
        }

        output.WriteLine(line.TrimEnd());
    }
}
