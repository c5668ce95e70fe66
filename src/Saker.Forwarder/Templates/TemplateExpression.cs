namespace Saker.Forwarder.Templates;

/// <summary>A value that an action computes.</summary>
internal abstract record TemplateExpression
{
    /// <summary>Computes it.</summary>
    public abstract object? Evaluate(TemplateScope scope);
}

/// <summary>A constant.</summary>
internal sealed record ConstantExpression(object? Value) : TemplateExpression
{
    public override object? Evaluate(TemplateScope scope) => Value;
}

/// <summary><c>.A.B</c>, <c>$</c>, <c>$name.A</c>.</summary>
internal sealed record PathExpression(string? Variable, IReadOnlyList<string> Names) : TemplateExpression
{
    public override object? Evaluate(TemplateScope scope)
    {
        object? value = Variable switch
        {
            null => scope.Dot,
            "$" => scope.Root,
            _ => scope.Variables.GetValueOrDefault(Variable),
        };
        return Names.Aggregate(value, TemplateValue.Member);
    }
}

/// <summary>A function with its arguments.</summary>
internal sealed record CallExpression(Func<Func<object?>[], object?> Function, IReadOnlyList<TemplateExpression> Arguments) : TemplateExpression
{
    public override object? Evaluate(TemplateScope scope) => Function([.. Arguments.Select(a => (Func<object?>)(() => a.Evaluate(scope)))]);
}
