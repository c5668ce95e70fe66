using System.Collections.Immutable;
using System.Text;

namespace Saker.Rules.Syntax;

/// <summary>A side of a check, or an argument of a call.</summary>
public abstract class Operand(Position position) : SyntaxNode(position);

/// <summary>A field: <c>proc.name</c>, <c>proc.aname[2]</c>.</summary>
public sealed class FieldReference(string name, string? argument, Position position) : Operand(position)
{
    /// <summary>Dotted name as written.</summary>
    public string Name { get; } = name;

    /// <summary>What stands in brackets, or null.</summary>
    public string? Argument { get; } = argument;
}

/// <summary>A call: <c>toupper(proc.name)</c>, <c>getopt(proc.args, "f:")[f]</c>.</summary>
public sealed class TransformerCall(string name, ImmutableArray<Operand> arguments, string? selector, Position position) : Operand(position)
{
    /// <summary>Name of the transformer.</summary>
    public string Name { get; } = name;

    /// <summary>At least one.</summary>
    public ImmutableArray<Operand> Arguments { get; } = arguments;

    /// <summary>What stands in brackets behind it, or null.</summary>
    public string? Selector { get; } = selector;
}

/// <summary>Several operands as one argument of a call.</summary>
public sealed class OperandList(ImmutableArray<Operand> items, Position position) : Operand(position)
{
    /// <summary>In order; may be empty.</summary>
    public ImmutableArray<Operand> Items { get; } = items;
}

/// <summary>A constant, with escapes resolved. Bytes, because escapes can spell what is no valid UTF-8.</summary>
public sealed class Value(ImmutableArray<byte> bytes, Position position) : Operand(position)
{
    /// <summary>What it stands for.</summary>
    public ImmutableArray<byte> Bytes { get; } = bytes;

    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.AsSpan());
}

/// <summary>Constants in parentheses.</summary>
public sealed class ValueList(ImmutableArray<Value> values, Position position) : Operand(position)
{
    /// <summary>In order; may be empty.</summary>
    public ImmutableArray<Value> Values { get; } = values;
}
