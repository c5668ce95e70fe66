using System.Globalization;

namespace Saker.Forwarder.Templates;

/// <summary>Makes nodes of the parts of a template.</summary>
internal sealed class TemplateParser(string template)
{
    private const int MaxDepth = 64;

    private readonly List<(bool IsAction, string Text)> parts = TemplateLexer.Parts(template);
    private int next;
    private int depth;

    /// <summary>Reads to the end.</summary>
    public List<TemplateNode> ReadAll()
    {
        var nodes = ReadUntil(out string? end);
        return end is null ? nodes : throw new TemplateException($"{{{{{end}}}}} has no beginning");
    }

    /// <summary>Reads to an <c>end</c> or <c>else</c>, which is taken, or to the end of the text.</summary>
    private List<TemplateNode> ReadUntil(out string? end)
    {
        if (++depth > MaxDepth)
            throw new TemplateException($"it nests deeper than {MaxDepth} levels");
        var nodes = new List<TemplateNode>();
        end = null;
        while (next < parts.Count && end is null)
        {
            var (isAction, text) = parts[next++];
            var words = isAction ? TemplateLexer.Words(text) : [];
            if (!isAction)
                nodes.Add(new TextNode(text));
            else if (words is ["end"] or ["else", ..])
                end = text;
            else
                nodes.Add(Action(words));
        }

        depth--;
        return nodes;
    }

    private TemplateNode Action(List<string> words) => words switch
    {
        ["if", .. var condition] => Branch(condition, setsDot: false),
        ["with", .. var condition] => Branch(condition, setsDot: true),
        ["range", var key, ",", var value, ":=", .. var over] => Range(key, value, over),
        ["range", var value, ":=", .. var over] => Range(null, value, over),
        ["range", .. var over] => Range(null, null, over),
        [] => throw new TemplateException("an action is empty"),
        _ => new ValueNode(Pipeline(words)),
    };

    private BranchNode Branch(List<string> condition, bool setsDot)
    {
        var value = Pipeline(condition);
        var then = ReadUntil(out string? end);
        return new BranchNode(value, setsDot, then, Else(end, setsDot));
    }

    private RangeNode Range(string? key, string? value, List<string> over)
    {
        var values = Pipeline(over);
        var body = ReadUntil(out string? end);
        return new RangeNode(key, value, values, body, Else(end, setsDot: false));
    }

    private List<TemplateNode> Else(string? end, bool setsDot)
    {
        switch (TemplateLexer.Words(end ?? throw new TemplateException("an {{end}} is missing")))
        {
            case ["end"]:
                return [];
            case ["else"]:
                var nodes = ReadUntil(out string? last);
                return last == "end" ? nodes : throw new TemplateException("an {{end}} is missing");
            case ["else", "if", .. var condition]:
                return [Branch(condition, setsDot)];
            default:
                throw new TemplateException($"{{{{{end}}}}} is not understood");
        }
    }

    /// <summary>Commands with bars between them: the value of each is the last argument of the next.</summary>
    private TemplateExpression Pipeline(List<string> words)
    {
        int at = 0;
        var value = Pipeline(words, ref at);
        return at == words.Count ? value : throw new TemplateException($"'{words[at]}' is not expected here");
    }

    private TemplateExpression Pipeline(List<string> words, ref int at)
    {
        var value = Command(words, ref at, null);
        while (at < words.Count && words[at] == "|")
        {
            at++;
            value = Command(words, ref at, value);
        }

        return value;
    }

    private TemplateExpression Command(List<string> words, ref int at, TemplateExpression? last)
    {
        if (at == words.Count)
            throw new TemplateException("a value is missing");
        if (TemplateFunctions.Find(words[at]) is not { } function)
            return last is null ? Term(words, ref at) : throw new TemplateException($"'{words[at]}' is no function");
        string name = words[at++];
        var arguments = new List<TemplateExpression>();
        while (at < words.Count && words[at] is not ("|" or ")"))
            arguments.Add(Term(words, ref at));
        if (last is not null)
            arguments.Add(last);
        int least = name is "eq" or "ne" or "lt" or "le" or "gt" or "ge" ? 2 : name is "print" or "println" ? 0 : 1;
        return arguments.Count >= least ? new CallExpression(function, arguments) : throw new TemplateException($"'{name}' needs {least} values");
    }

    private TemplateExpression Term(List<string> words, ref int at)
    {
        string word = words[at++];
        if (word == "(")
        {
            if (++depth > MaxDepth)
                throw new TemplateException($"it nests deeper than {MaxDepth} levels");
            var inner = Pipeline(words, ref at);
            depth--;
            return at < words.Count && words[at++] == ")" ? inner : throw new TemplateException("a ) is missing");
        }

        if (word[0] is '"' or '`')
            return new ConstantExpression(TemplateLexer.Unquote(word));
        if (word is "true" or "false")
            return new ConstantExpression(word == "true");
        if (word == "nil")
            return new ConstantExpression(null);
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return new ConstantExpression(number);
        string[] names = word.Split('.');
        if (word[0] == '.')
            return new PathExpression(null, [.. names.Where(n => n.Length > 0)]);
        return word[0] == '$' ? new PathExpression(names[0], names[1..])
            : throw new TemplateException($"'{word}' is neither a value nor a function that templates know");
    }
}
