using System.Collections.Immutable;
using System.Text;
using Saker.Fields;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Binding;

/// <summary>Binds fields and calls of transformers.</summary>
/// <param name="catalog">Where fields are found.</param>
public sealed class OperandBinder(IFieldCatalog catalog)
{
    /// <summary>Binds the left side of a check, or a call on its right.</summary>
    /// <exception cref="BindingException">There is no such field, or it cannot be transformed that way.</exception>
    public BoundOperand Bind(Operand operand) => operand switch
    {
        FieldReference field => BindField(field),
        TransformerCall call => BindCall(call),
        OperandList list => BindList(list),
        Value value => Constant([.. value.Bytes]),
        _ => throw new BindingException("a list of values is no operand", operand.Position),
    };

    /// <summary>Whether a text would be understood as a field.</summary>
    public bool IsField(string text) => ConditionParser.ParseOperand(text, out var end) is FieldReference field
        && end.Index == Encoding.UTF8.GetByteCount(text) && catalog.Bind(field.Name, field.Argument, out _) is not null;

    /// <summary>Whether a text is a field or a call that can be bound, as the fields of exceptions must be.</summary>
    public bool IsOperand(string text)
    {
        if (ConditionParser.ParseOperand(text, out var end) is not { } operand || end.Index != Encoding.UTF8.GetByteCount(text))
            return false;
        try
        {
            Bind(operand);
            return true;
        }
        catch (BindingException)
        {
            return false;
        }
    }

    private BoundOperand BindField(FieldReference reference)
    {
        var field = catalog.Bind(reference.Name, reference.Argument, out string? error);
        if (field is not null)
            return BoundOperand.Of(field);
        string message = $"filter_check called with nonexistent field {reference}";
        throw new BindingException(error is null ? message : $"{message}: {error}", reference.Position, isUnknownName: true);
    }

    private TextOperand BindList(OperandList list)
    {
        var items = list.Items.Select(item => Bind(item) switch
        {
            NumberOperand number => Text(number, TextTransformations.Decimal(number)),
            var other => AsText(other, item),
        }).ToList();
        return new TextOperand(
            list.ToString(), FieldType.String, FieldMultiplicity.List, ScopeOf(items), TextTransformations.List([.. items.Select(i => i.Get)]))
        {
            Parts = BoundOperand.PartsOf([.. items]),
        };
    }

    private BoundOperand BindCall(TransformerCall call)
    {
        var arguments = call.Arguments.Select(Bind).ToImmutableArray();
        if (call.Selector is not null && call.Name != "getopt")
            throw new BindingException($"filter error: transformer '{call.Name}' does not support field arguments", call.Position);
        if (call.Name == Transformers.Identity)
            return arguments[0];
        return call.Name switch
        {
            "join" => Join(call, arguments),
            "concat" => Concatenate(call, arguments),
            "getopt" => GetOpt(call, arguments),
            _ when arguments.Length > 1 => throw new BindingException($"{call.Name}() takes one argument", call.Position),
            _ => Transform(call, arguments[0]),
        };
    }

    private static BoundOperand Transform(TransformerCall call, BoundOperand operand)
    {
        if ((operand.Flags & FieldFlags.NoTransformers) != 0)
            throw new BindingException($"field '{operand.Name}' does not support transformers", call.Position);
        if (call.Name == "len" && operand.IsList)
            return Number(operand, TextTransformations.Count(operand), FieldMultiplicity.Single);
        if (operand is not TextOperand text || (text.Type == FieldType.Bytes && call.Name is not ("b64" or "len")))
        {
            throw new BindingException(
                $"can't add field transformer: type of field '{operand.Name}' is not supported by '{call.Name}' transformer", call.Position);
        }

        return call.Name switch
        {
            "toupper" => Text(text, TextTransformations.MapBytes(text.Get, AsciiCase.Upper)),
            "tolower" => Text(text, TextTransformations.MapBytes(text.Get, AsciiCase.Lower)),
            "basename" => Text(text, TextTransformations.BaseName(text.Get)),
            "b64" => Text(text, TextTransformations.DecodeBase64(text.Get)),
            _ => Number(text, TextTransformations.Length(text.Get), text.Multiplicity),
        };
    }

    private static TextOperand Join(TransformerCall call, ImmutableArray<BoundOperand> arguments)
    {
        if (arguments.Length != 2)
            throw new BindingException("join() requires exactly 2 arguments: separator and list", call.Position);
        if (arguments[0].IsList)
            throw new BindingException("join() first argument (separator) must be a single value, not a list", call.Position);
        if (!arguments[1].IsList)
            throw new BindingException("join() second argument must be a list", call.Position);
        return Built(arguments, FieldMultiplicity.Single, TextTransformations.Join(
            AsText(arguments[0], call).Get, AsText(arguments[1], call).Get));
    }

    private static TextOperand Concatenate(TransformerCall call, ImmutableArray<BoundOperand> arguments)
    {
        if (arguments.Length < 2)
            throw new BindingException("concat() requires at least 2 arguments", call.Position);
        if (arguments.Any(a => a.IsList || a.Type != FieldType.String))
            throw new BindingException("concat() arguments must be strings", call.Position);
        return Built(arguments, FieldMultiplicity.Single, TextTransformations.Concatenate([.. arguments.Select(a => ((TextOperand)a).Get)]));
    }

    private static TextOperand GetOpt(TransformerCall call, ImmutableArray<BoundOperand> arguments)
    {
        if (arguments.Length != 2)
            throw new BindingException("getopt() requires exactly 2 arguments: args list and optstring", call.Position);
        if (!arguments[0].IsList)
            throw new BindingException("getopt() first argument must be a list", call.Position);
        if (arguments[1].IsList)
            throw new BindingException("getopt() second argument (optstring) must be a single value", call.Position);
        if (arguments.Any(a => a.Type != FieldType.String))
            throw new BindingException("getopt() arguments must be strings", call.Position);
        if (call.Selector is { } selector && (selector.Length != 1 || selector[0] > '\x7f'))
            throw new BindingException("getopt() field argument must be a single option character", call.Position);
        var options = new GetOption(((TextOperand)arguments[0]).Get, ((TextOperand)arguments[1]).Get, (byte?)call.Selector?[0]);
        return Built(arguments, call.Selector is null ? FieldMultiplicity.List : FieldMultiplicity.Single, options.Get);
    }

    private static TextOperand AsText(BoundOperand operand, Operand syntax) =>
        operand as TextOperand ?? throw new BindingException($"'{operand.Name}' is not a string", syntax.Position);

    private static TextOperand Constant(byte[] text) =>
        new("constant", FieldType.String, FieldMultiplicity.Single, FieldScope.Process, TextTransformations.Constant(text)) { IsConstant = true };

    private static TextOperand Text(TextOperand from, StringGetter get) =>
        new(from.Name, from.Type, from.Multiplicity, from.Scope, get) { Parts = from.Parts };

    private static TextOperand Text(NumberOperand from, StringGetter get) =>
        new(from.Name, FieldType.String, from.Multiplicity, from.Scope, get) { Parts = from.Parts };

    private static NumberOperand Number(BoundOperand from, NumberGetter get, FieldMultiplicity multiplicity) =>
        new(from.Name, FieldType.Unsigned, 64, multiplicity, from.Scope, get) { Parts = from.Parts };

    private static TextOperand Built(ImmutableArray<BoundOperand> from, FieldMultiplicity multiplicity, StringGetter get) =>
        new(from[0].Name, FieldType.String, multiplicity, ScopeOf(from), get) { Parts = BoundOperand.PartsOf(from.AsSpan()) };

    private static FieldScope ScopeOf(IEnumerable<BoundOperand> operands) =>
        operands.All(o => o.Scope == FieldScope.Process) ? FieldScope.Process : FieldScope.Event;
}
