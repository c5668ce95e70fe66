using System.Text;

namespace Saker.Forwarder.Templates;

/// <summary>A part of a template.</summary>
internal abstract record TemplateNode
{
    /// <summary>Writes what it makes of the values.</summary>
    public abstract void Write(StringBuilder output, TemplateScope scope);
}

/// <summary>Text as it stands.</summary>
internal sealed record TextNode(string Text) : TemplateNode
{
    public override void Write(StringBuilder output, TemplateScope scope) => output.Append(Text);
}

/// <summary>A value that is printed.</summary>
internal sealed record ValueNode(TemplateExpression Value) : TemplateNode
{
    public override void Write(StringBuilder output, TemplateScope scope) => output.Append(TemplateValue.Print(Value.Evaluate(scope)));
}

/// <summary><c>if</c> and <c>with</c>, which also makes the value the dot.</summary>
internal sealed record BranchNode(TemplateExpression Condition, bool SetsDot, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode
{
    public override void Write(StringBuilder output, TemplateScope scope)
    {
        object? value = Condition.Evaluate(scope);
        bool holds = TemplateValue.IsTrue(value);
        foreach (var node in holds ? Then : Else)
            node.Write(output, holds && SetsDot ? scope with { Dot = value } : scope);
    }
}

/// <summary><c>range</c> over a list or a map, with the names that it gives to key and value.</summary>
internal sealed record RangeNode(
    string? Key, string? Value, TemplateExpression Over, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode
{
    public override void Write(StringBuilder output, TemplateScope scope)
    {
        var items = TemplateValue.Items(Over.Evaluate(scope)).ToList();
        foreach (var (key, value) in items)
        {
            var inner = scope with { Dot = value };
            inner = Value is null ? inner : inner.With(Value, value);
            inner = Key is null ? inner : inner.With(Key, key);
            foreach (var node in Body)
                node.Write(output, inner);
        }

        if (items.Count == 0)
        {
            foreach (var node in Else)
                node.Write(output, scope);
        }
    }
}
