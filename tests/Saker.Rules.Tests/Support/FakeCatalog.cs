using System.Text;
using Saker.Fields;
using Saker.State;

namespace Saker.Rules.Tests;

/// <summary>A catalogue whose fields have the values that a test gives them.</summary>
internal sealed class FakeCatalog : IFieldCatalog
{
    private readonly Dictionary<string, Func<string?, Field>> fields = [];
    private readonly Dictionary<string, object[]> values = [];

    public FakeCatalog()
    {
        Text("evt.type", FieldScope.Event);
        Number("evt.num", FieldType.Unsigned, 64);
        Number("evt.cpu", FieldType.Signed, 16);
        Number("evt.rawres", FieldType.Signed, 64);
        Number("evt.is_open_write", FieldType.Bool, 32);
        Number("evt.latency", FieldType.RelativeTime, 64, FieldScope.Event, FieldFlags.Deprecated);
        Number("thread.cpu", FieldType.Double, 64);
        Text("evt.buffer", FieldScope.Event, type: FieldType.Bytes);
        Text("evt.arg", FieldScope.Event, argument: FieldArgument.Required);
        Text("fd.name", FieldScope.Event);
        Text("fd.filename", FieldScope.Event);
        Text("fd.types", FieldScope.Event, FieldMultiplicity.List);
        Text("proc.name", FieldScope.Process);
        Text("proc.pname", FieldScope.Process);
        Text("proc.cmdline", FieldScope.Process);
        Text("proc.list", FieldScope.Process, FieldMultiplicity.List);
        Text("proc.aname", FieldScope.Process, FieldMultiplicity.Any, argument: FieldArgument.Optional, flags: FieldFlags.NoTransformers | FieldFlags.NoRightSide);
        Number("proc.pid", FieldType.Signed, 64, FieldScope.Process);
        Number("fd.sport", FieldType.Port, 16);
        Number("fd.port", FieldType.Port, 16, multiplicity: FieldMultiplicity.Either);
        Address("fd.sip", FieldType.Address);
        Address("fd.ip", FieldType.Address, FieldMultiplicity.Either);
        Address("fd.snet", FieldType.Network);
        Address("fd.net", FieldType.Network, FieldMultiplicity.Either);
    }

    /// <summary>How often somebody asked for a value.</summary>
    public int Asked { get; set; }

    public IReadOnlyList<FieldInfo> Fields => [.. fields.Values.Select(f => f(null).Info)];

    /// <summary>Gives a field its values: strings, byte arrays, numbers, addresses. None makes it missing.</summary>
    public void Set(string field, params object[] fieldValues) => values[field] = [.. fieldValues.Select(Raw)];

    public void Clear() => values.Clear();

    public Field? Bind(string name, string? argument, out string? error)
    {
        error = null;
        if (fields.TryGetValue(name, out var field))
        {
            var bound = field(argument);
            bool fits = bound.Info.Argument switch
            {
                FieldArgument.None => argument is null,
                FieldArgument.Required => argument is not null,
                _ => true,
            };
            error = fits ? null : "argument";
            return fits ? bound : null;
        }

        return name.StartsWith("evt.arg.", StringComparison.Ordinal) && argument is null ? Bind("evt.arg", name[8..], out error) : null;
    }

    private static object Raw(object value) => value switch
    {
        string text => Encoding.UTF8.GetBytes(text),
        int number => (long)number,
        bool truth => truth ? 1L : 0L,
        double fraction => BitConverter.DoubleToInt64Bits(fraction),
        _ => value,
    };

    private static string KeyOf(string name, string? argument) => argument is null ? name : $"{name}[{argument}]";

    private void Text(
        string name,
        FieldScope scope,
        FieldMultiplicity multiplicity = FieldMultiplicity.Single,
        FieldType type = FieldType.String,
        FieldArgument argument = FieldArgument.None,
        FieldFlags flags = FieldFlags.None)
    {
        var info = new FieldInfo(name, type, 0, argument, flags, "test", "");
        fields[name] = arg =>
        {
            string key = KeyOf(name, arg);
            bool Get(EventContext context, int index, out ReadOnlySpan<byte> value)
            {
                Asked++;
                bool exists = values.TryGetValue(key, out object[]? all) && index < all.Length;
                value = exists ? (byte[])all![index] : default;
                return exists;
            }

            return new StringField(info, arg, scope, Get, arg is null ? multiplicity : FieldMultiplicity.Single);
        };
    }

    private void Number(
        string name,
        FieldType type,
        int width,
        FieldScope scope = FieldScope.Event,
        FieldFlags flags = FieldFlags.None,
        FieldMultiplicity multiplicity = FieldMultiplicity.Single)
    {
        var info = new FieldInfo(name, type, width, FieldArgument.None, flags, "test", "");
        bool Get(EventContext context, int index, out long value)
        {
            Asked++;
            bool exists = values.TryGetValue(name, out object[]? all) && index < all.Length;
            value = exists ? (long)all![index] : 0;
            return exists;
        }

        fields[name] = arg => new NumberField(info, arg, scope, Get, multiplicity);
    }

    private void Address(string name, FieldType type, FieldMultiplicity multiplicity = FieldMultiplicity.Single)
    {
        var info = new FieldInfo(name, type, 0, FieldArgument.None, FieldFlags.None, "test", "");
        bool Get(EventContext context, int index, out IpAddress value)
        {
            Asked++;
            bool exists = values.TryGetValue(name, out object[]? all) && index < all.Length;
            value = exists ? (IpAddress)all![index] : default;
            return exists;
        }

        fields[name] = arg => new AddressField(info, arg, FieldScope.Event, Get, multiplicity);
    }
}
