using System.Collections.Immutable;
using System.Text;
using Saker.Rules.Syntax;

namespace Saker.Rules.Files;

/// <summary>Where in the files something stands: the way down to it, and the text to quote from.</summary>
internal sealed class ItemContext
{
    private const int SnippetWidth = 160;

    private readonly string content;
    private readonly int place;

    private ItemContext(string content, int place, ImmutableArray<Location> locations)
    {
        LoadBrake.Step();
        this.content = content;
        this.place = place;
        Locations = locations;
    }

    /// <summary>From the whole file down.</summary>
    public ImmutableArray<Location> Locations { get; }

    private Location Last => Locations[^1];

    /// <summary>A whole file.</summary>
    public static ItemContext OfFile(string name, string content) =>
        new(content, 0, [new Location(ItemTypes.RulesContent, "", name, 0, 0, 0)]);

    /// <summary>Something inside of this one.</summary>
    public ItemContext Inside(Mark mark, string itemType, string itemName = "") =>
        new(content, mark.Offset, Locations.Add(new Location(itemType, itemName, Locations[0].FileName, mark.Line, mark.Column, mark.Offset)));

    /// <summary>A place in a condition, whose text is quoted instead of the file's: macros and lists may have changed it.</summary>
    public ItemContext InCondition(string condition, Position position)
    {
        string start = condition.Length > 20 ? condition[..17] + "..." : condition;
        string name = $"\"{start}\"".Replace('\n', ' ').Replace('\r', ' ');
        byte[] bytes = Encoding.UTF8.GetBytes(condition);
        int characters = Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(position.Index, bytes.Length));
        return new ItemContext(condition, characters, Locations.Add(new Location(
            ItemTypes.ConditionExpression, "", name, Last.Line + position.Line, Last.Column + position.Column, Last.Offset + position.Index)));
    }

    /// <summary>A finding here.</summary>
    public Finding Finding(FindingCode code, string message) => new(code, message, Locations, Snippet());

    /// <summary>An error here, on its way to whoever keeps the results.</summary>
    public LoadException Error(FindingCode code, string message) => new(Finding(code, message));

    /// <summary>
    /// Character <paramref name="end"/> of a text that is written here as a YAML scalar; null when what is written here is another text. Folding changes
    /// nothing but white space, so the place is found by counting what is none.
    /// </summary>
    public ItemContext? AtText(string text, int end)
    {
        int at = ScalarStart();
        for (int i = 0; i <= end && i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                continue;
            while (at < content.Length && char.IsWhiteSpace(content[at]))
                at++;
            if (at >= content.Length || content[at] != text[i])
                return null;
            at++;
        }

        at--;
        int lineStart = content.LastIndexOf('\n', at) + 1;
        int line = content.AsSpan(0, at).Count('\n');
        return new ItemContext(content, at, Locations.Add(Last with { Line = line, Column = at - lineStart, Offset = at }));
    }

    /// <summary>Where the text of the scalar begins: behind a quote, or behind the line that announces a block.</summary>
    private int ScalarStart()
    {
        if (place >= content.Length)
            return place;
        return content[place] switch
        {
            '"' or '\'' => place + 1,
            '>' or '|' => content.IndexOf('\n', place) is >= 0 and var end ? end + 1 : content.Length,
            _ => place,
        };
    }

    /// <summary>The line here, and below it a mark under the place.</summary>
    public string Snippet()
    {
        if (content.Length == 0)
            return "<No context available>\n";
        int at = Math.Min(place, content.Length);
        // Values that were left out are marked behind the end of their line.
        while (at > 0 && (at >= content.Length || content[at] == '\n'))
            at--;
        int from = at, to = at;
        while (from > 0 && content[from] != '\n' && at - from < SnippetWidth / 2)
            from--;
        while (to < content.Length - 1 && content[to] != '\n' && to - at < SnippetWidth / 2)
            to++;
        if (content[from] == '\n')
            from++;
        if (to > 0 && content[to] == '\n')
            to--;
        if (to < from)
            return "<No context available>\n";
        char[] line = content[from..(to + 1)].ToCharArray();
        if (at - from >= SnippetWidth / 2)
            line.AsSpan(0, Math.Min(3, line.Length)).Fill('.');
        if (to - at >= SnippetWidth / 2)
            line.AsSpan(Math.Max(line.Length - 3, 0)).Fill('.');
        string marker = at - from <= line.Length ? new string(' ', Math.Max(at - from, 0)) + "^\n" : "";
        return new string(line) + "\n" + marker;
    }
}

/// <summary>What locations call the things they lead through.</summary>
internal static class ItemTypes
{
    public const string ValueFor = "value for";
    public const string Exceptions = "exceptions";
    public const string Exception = "exception";
    public const string ExceptionValues = "exception values";
    public const string ExceptionValue = "exception value";
    public const string RulesContent = "rules content";
    public const string RulesContentItem = "rules content item";
    public const string RequiredEngineVersion = "required_engine_version";
    public const string RequiredPluginVersions = "required plugin versions";
    public const string RequiredPluginVersionsEntry = "required plugin versions entry";
    public const string RequiredPluginVersionsAlternative = "required plugin versions alternative";
    public const string List = "list";
    public const string ListItem = "list item";
    public const string Macro = "macro";
    public const string MacroCondition = "macro condition";
    public const string Rule = "rule";
    public const string RuleCondition = "rule condition";
    public const string ConditionExpression = "condition expression";
    public const string RuleOutput = "rule output";
    public const string RulePriority = "rule priority";
    public const string Overrides = "overrides";
}

/// <summary>An error that ends the loading of a file.</summary>
internal sealed class LoadException(Finding finding) : Exception(finding.Message)
{
    public Finding Finding { get; } = finding;
}
