using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>What a field's value depends on, and so for how long an answer about it holds.</summary>
public enum FieldScope : byte
{
    /// <summary>The event: asked anew each time.</summary>
    Event,
    /// <summary>The process alone (its image, credentials, lineage, container): asked once until one of these changes.</summary>
    Process,
}

/// <summary>How a comparison treats several values.</summary>
public enum FieldMultiplicity : byte
{
    /// <summary>There is one value or none.</summary>
    Single,
    /// <summary>Any of the values may satisfy a comparison: ancestors. <c>!=</c> is true when any value differs.</summary>
    Any,
    /// <summary>Either end of a socket: as <see cref="Any"/>, but <c>!=</c> is true only when every value differs.</summary>
    Either,
    /// <summary>A list: only <c>in</c> (every value is in the set), <c>intersects</c> (some value is) and <c>exists</c>.</summary>
    List,
}

/// <summary>Value number <paramref name="index"/> of a text or byte field; false when there is no such value.</summary>
public delegate bool StringGetter(EventContext context, int index, out ReadOnlySpan<byte> value);

/// <summary>Value number <paramref name="index"/> of a number field; false when there is no such value.</summary>
public delegate bool NumberGetter(EventContext context, int index, out long value);

/// <summary>Value number <paramref name="index"/> of an address field; false when there is no such value.</summary>
public delegate bool AddressGetter(EventContext context, int index, out IpAddress value);

/// <summary>
/// A field bound to its argument, ready to be asked. Values are counted from 0; a single-valued field has number 0 alone. A field
/// that has no number 0 is missing: every comparison with it is false.
/// </summary>
/// <remarks>Getters allocate nothing and keep nothing: a span is good until the event is done with, whatever else is asked.</remarks>
public abstract class Field
{
    private protected Field(FieldInfo info, string? argument, FieldScope scope, FieldMultiplicity multiplicity)
    {
        Info = info;
        Argument = argument;
        Scope = scope;
        Multiplicity = multiplicity;
        Format = info.Format;
    }

    /// <summary>Catalogue entry.</summary>
    public FieldInfo Info { get; }

    /// <summary>Argument as written, or null.</summary>
    public string? Argument { get; }

    /// <summary>What the value depends on.</summary>
    public FieldScope Scope { get; }

    /// <summary>How many values there may be.</summary>
    public FieldMultiplicity Multiplicity { get; }

    /// <summary>Type of the values. That of the catalogue, except for fields whose type follows from the argument.</summary>
    public virtual FieldType Type => Info.Type;

    /// <summary>
    /// What of a container it tells, that runtimes may tell later than the container's first events; none for all other fields. Such a
    /// field depends on the container alone.
    /// </summary>
    public ContainerParts Parts { get; internal set; }

    /// <summary>How a number is printed when it is not plain decimal: device numbers and raw flags are hexadecimal.</summary>
    public PrintFormat Format { get; init; }

    /// <summary>Name with argument, as in <c>proc.aname[2]</c>; the argument is left out when there is none.</summary>
    public string DisplayName => Argument is null ? Info.Name : $"{Info.Name}[{Argument}]";
}

/// <summary>A field of text or bytes.</summary>
public sealed class StringField(
    FieldInfo info, string? argument, FieldScope scope, StringGetter get, FieldMultiplicity multiplicity = FieldMultiplicity.Single)
    : Field(info, argument, scope, multiplicity)
{
    /// <summary>Asks for a value.</summary>
    public StringGetter Get { get; } = get;

    /// <summary>Told of each text that a condition compares the field with; null when it does not matter to the field.</summary>
    public Action<string>? Compared { get; init; }
}

/// <summary>A field of numbers: integers, times, ports, truth values, doubles (as bits).</summary>
public sealed class NumberField(
    FieldInfo info, string? argument, FieldScope scope, NumberGetter get, FieldMultiplicity multiplicity = FieldMultiplicity.Single)
    : Field(info, argument, scope, multiplicity)
{
    /// <summary>Asks for a value.</summary>
    public NumberGetter Get { get; } = get;

    /// <summary>Asks for what outputs print; that of a condition, except where an output shows a value that no condition can see.</summary>
    public NumberGetter Printed { get; init; } = get;

    /// <summary>Asks for what structured outputs hold when that is not <see cref="Printed"/>; null when it is.</summary>
    public NumberGetter? Structured { get; init; }
}

/// <summary>A field of addresses, plain or to be compared with networks.</summary>
public sealed class AddressField(
    FieldInfo info, string? argument, FieldScope scope, AddressGetter get, FieldMultiplicity multiplicity = FieldMultiplicity.Single)
    : Field(info, argument, scope, multiplicity)
{
    /// <summary>Asks for a value.</summary>
    public AddressGetter Get { get; } = get;
}
