using Saker.Fields;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>A side of a check that is ready to be asked for its values: a field, or what a transformer makes of one.</summary>
public abstract class BoundOperand
{
    private protected BoundOperand(string name, FieldType type, int width, FieldMultiplicity multiplicity, FieldScope scope)
    {
        Name = name;
        Type = type;
        Width = width;
        Multiplicity = multiplicity;
        Scope = scope;
    }

    /// <summary>As messages call it.</summary>
    public string Name { get; }

    /// <summary>Type of the values.</summary>
    public FieldType Type { get; }

    /// <summary>Bits of a number; 0 for other types.</summary>
    public int Width { get; }

    /// <summary>How many values there may be.</summary>
    public FieldMultiplicity Multiplicity { get; }

    /// <summary>What the values depend on.</summary>
    public FieldScope Scope { get; }

    /// <summary>
    /// What of a container it tells, and nothing else: such an operand is to be asked for as long as the container is known. None when
    /// it tells anything of the event or the process.
    /// </summary>
    public ContainerParts Parts { get; init; }

    /// <summary>Where the field may stand; of a call, nothing is forbidden.</summary>
    public FieldFlags Flags { get; init; }

    /// <summary>Whether it always has the same value.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Whether it has any number of values at once.</summary>
    public bool IsList => Multiplicity == FieldMultiplicity.List;

    /// <summary>Whether there is a value.</summary>
    public abstract bool Exists(EventContext context);

    /// <summary>What several operands tell of a container when they tell of nothing else.</summary>
    public static ContainerParts PartsOf(params ReadOnlySpan<BoundOperand> operands)
    {
        var all = ContainerParts.None;
        foreach (var operand in operands)
        {
            if (operand.Parts == ContainerParts.None && !operand.IsConstant)
                return ContainerParts.None;
            all |= operand.Parts;
        }

        return all;
    }

    /// <summary>Wraps a field.</summary>
    public static BoundOperand Of(Field field)
    {
        var (info, flags) = (field.Info, field.Info.Flags);
        return field switch
        {
            StringField f => new TextOperand(info.Name, f.Type, f.Multiplicity, f.Scope, f.Get) { Flags = flags, Field = f, Parts = f.Parts },
            NumberField f => new NumberOperand(info.Name, f.Type, info.Width, f.Multiplicity, f.Scope, f.Get) { Flags = flags, Parts = f.Parts },
            AddressField f => new AddressOperand(info.Name, f.Type, f.Multiplicity, f.Scope, f.Get) { Flags = flags, Parts = f.Parts },
            _ => throw new ArgumentException($"{field.GetType()} is no kind of field", nameof(field)),
        };
    }
}

/// <summary>An operand of text or bytes.</summary>
public sealed class TextOperand(string name, FieldType type, FieldMultiplicity multiplicity, FieldScope scope, StringGetter get)
    : BoundOperand(name, type, 0, multiplicity, scope)
{
    /// <summary>Asks for a value.</summary>
    public StringGetter Get { get; } = get;

    /// <summary>The field itself when nothing was done to it.</summary>
    public StringField? Field { get; init; }

    /// <inheritdoc/>
    public override bool Exists(EventContext context) => Get(context, 0, out _);
}

/// <summary>An operand of numbers.</summary>
public sealed class NumberOperand(string name, FieldType type, int width, FieldMultiplicity multiplicity, FieldScope scope, NumberGetter get)
    : BoundOperand(name, type, width, multiplicity, scope)
{
    /// <summary>Asks for a value.</summary>
    public NumberGetter Get { get; } = get;

    /// <inheritdoc/>
    public override bool Exists(EventContext context) => Get(context, 0, out _);
}

/// <summary>An operand of addresses.</summary>
public sealed class AddressOperand(string name, FieldType type, FieldMultiplicity multiplicity, FieldScope scope, AddressGetter get)
    : BoundOperand(name, type, 0, multiplicity, scope)
{
    /// <summary>Asks for a value.</summary>
    public AddressGetter Get { get; } = get;

    /// <inheritdoc/>
    public override bool Exists(EventContext context) => Get(context, 0, out _);
}
