using Saker.Events;

namespace Saker.Fields;

/// <summary>Type of a field's values; it decides which operators apply and how a value is printed.</summary>
public enum FieldType : byte
{
    /// <summary>Text in UTF-8, not necessarily valid.</summary>
    String,
    /// <summary>Raw bytes.</summary>
    Bytes,
    /// <summary>True or false; as a number 1 or 0.</summary>
    Bool,
    /// <summary>Signed integer.</summary>
    Signed,
    /// <summary>Unsigned integer.</summary>
    Unsigned,
    /// <summary>Floating point; as a number the bits of the double.</summary>
    Double,
    /// <summary>Duration in nanoseconds.</summary>
    RelativeTime,
    /// <summary>Nanoseconds since 1970.</summary>
    AbsoluteTime,
    /// <summary>Transport port.</summary>
    Port,
    /// <summary>IPv4 or IPv6 address.</summary>
    Address,
    /// <summary>IPv4 or IPv6 address that is compared with networks.</summary>
    Network,
}

/// <summary>Whether a field takes an argument, as in <c>proc.aname[2]</c> or <c>evt.arg.flags</c>.</summary>
public enum FieldArgument : byte
{
    /// <summary>It does not.</summary>
    None,
    /// <summary>It may.</summary>
    Optional,
    /// <summary>It must.</summary>
    Required,
}

/// <summary>Where a field may stand.</summary>
[Flags]
public enum FieldFlags : ushort
{
    /// <summary>Anywhere.</summary>
    None = 0,
    /// <summary>Only in conditions, not in outputs.</summary>
    FilterOnly = 1,
    /// <summary>Only in outputs, not in conditions.</summary>
    PrintOnly = 2,
    /// <summary>Not inside <c>val()</c> on the right side.</summary>
    NoRightSide = 4,
    /// <summary>Not inside transformers.</summary>
    NoTransformers = 8,
    /// <summary>Has any number of values at once.</summary>
    IsList = 16,
    /// <summary>Still accepted, no longer useful.</summary>
    Deprecated = 32,
    /// <summary>Of a table view that rules cannot use.</summary>
    TableOnly = 64,
    /// <summary>Suggested for the end of every output.</summary>
    Suggested = 128,
    /// <summary>Its argument may be a number.</summary>
    ByNumber = 256,
    /// <summary>Its argument may be a name.</summary>
    ByName = 512,
}

/// <summary>A field as the catalogue lists it.</summary>
/// <param name="Name">Full name, such as <c>proc.name</c>.</param>
/// <param name="Type">Type of its values.</param>
/// <param name="Width">Bits of a number, as the catalogue declares it; 0 for other types.</param>
/// <param name="Argument">Whether it takes one.</param>
/// <param name="Flags">Where it may stand.</param>
/// <param name="Class">Family it belongs to.</param>
/// <param name="Description">For people.</param>
/// <param name="Format">How a number is printed when it is not plain decimal.</param>
public sealed record FieldInfo(
    string Name, FieldType Type, int Width, FieldArgument Argument, FieldFlags Flags, string Class, string Description,
    PrintFormat Format = PrintFormat.Unspecified);
