using System.Collections.Immutable;
using System.Text;

namespace Saker.Forwarder.Templates;

/// <summary>
/// A text with actions in Go's template syntax, as Falcosidekick's configuration has them: fields, <c>index</c>, pipelines, <c>if</c>,
/// <c>with</c>, <c>range</c> and the functions of <see cref="TemplateFunctions"/>. What it does not know is an error when it is read.
/// </summary>
internal sealed class GoTemplate
{
    private readonly IReadOnlyList<TemplateNode> nodes;

    private GoTemplate(IReadOnlyList<TemplateNode> nodes) => this.nodes = nodes;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It is none.</exception>
    public static GoTemplate Parse(string text) => new(new TemplateParser(text).ReadAll());

    /// <summary>What it makes of a value.</summary>
    public string Render(object value)
    {
        var output = new StringBuilder();
        var scope = new TemplateScope(value, value, ImmutableDictionary<string, object?>.Empty);
        foreach (var node in nodes)
            node.Write(output, scope);
        return output.ToString();
    }
}
