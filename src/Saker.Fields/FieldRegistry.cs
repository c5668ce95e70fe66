using Saker.State;

namespace Saker.Fields;

/// <summary>The only value of a text field; false when it is missing.</summary>
internal delegate bool TextValue(EventContext context, out ReadOnlySpan<byte> value);

/// <summary>The only value of a number field; false when it is missing.</summary>
internal delegate bool NumberValue(EventContext context, out long value);

/// <summary>The only value of an address field; false when it is missing.</summary>
internal delegate bool AddressValue(EventContext context, out IpAddress value);

/// <summary>A text that every task has.</summary>
internal unsafe delegate ReadOnlySpan<byte> TaskText(TaskRecord* task);

/// <summary>A number that every task has.</summary>
internal unsafe delegate long TaskNumber(TaskRecord* task);

/// <summary>Binds a field with its argument; null and a reason when the argument makes no sense.</summary>
internal delegate Field? FieldFactory(FieldInfo info, string? argument, out string? error);

/// <summary>Which code answers which field.</summary>
internal sealed unsafe class FieldRegistry
{
    private readonly Dictionary<string, FieldFactory> factories = [];
    private readonly HashSet<string> bare = [];
    private readonly Dictionary<string, ContainerParts> parts = [];

    /// <summary>Names that have code.</summary>
    public IReadOnlyCollection<string> Names => factories.Keys;

    public Field? Bind(FieldInfo info, string? argument, out string? error)
    {
        if (factories.TryGetValue(info.Name, out var factory))
        {
            var field = factory(info, argument, out error);
            if (field is not null)
                field.Parts = parts.GetValueOrDefault(info.Name);
            return field;
        }

        error = $"field '{info.Name}' is not supported";
        return null;
    }

    /// <summary>Registers a field whose binding looks at the argument.</summary>
    public void Add(string name, FieldFactory factory) => factories.Add(name, factory);

    /// <summary>Says what of a container some fields tell.</summary>
    public void Tells(ContainerParts what, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            parts[name] = PartsOf(name) | what;
    }

    /// <summary>What of a container a field tells.</summary>
    public ContainerParts PartsOf(string name) => parts.GetValueOrDefault(name);

    /// <summary>Lets a field go without the argument that the catalogue says it needs.</summary>
    public void AllowBare(string name) => bare.Add(name);

    /// <summary>Whether a field may go without its argument.</summary>
    public bool IsBareAllowed(string name) => bare.Contains(name);

    /// <summary>Registers a text of the event.</summary>
    public void Text(string name, TextValue value) => Text(name, FieldScope.Event, value);

    public void Text(string name, FieldScope scope, TextValue value) => Plain(name, info => new StringField(info, null, scope, Single(value)));

    public void Number(string name, NumberValue value) => Number(name, FieldScope.Event, value);

    /// <summary>Registers a number that outputs may show otherwise than conditions see it.</summary>
    public void Number(string name, NumberValue value, NumberValue? printed)
    {
        var get = Single(value);
        Plain(name, info => new NumberField(info, null, FieldScope.Event, get) { Printed = printed is null ? get : Single(printed) });
    }

    public void Number(string name, FieldScope scope, NumberValue value) =>
        Plain(name, info => new NumberField(info, null, scope, Single(value)));

    public void Address(string name, AddressValue value) => Plain(name, info => new AddressField(info, null, FieldScope.Event, Single(value)));

    /// <summary>Registers a text that depends on the process alone and that every task has.</summary>
    public void TaskText(string name, TaskText value) => Text(name, FieldScope.Process, Of(value));

    /// <summary>Registers a number that every task has.</summary>
    public void TaskNumber(string name, FieldScope scope, TaskNumber value) => Number(name, scope, Of(value));

    /// <summary>Registers a field that has no value in this kind of event source.</summary>
    public void Missing(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            Add(name, Empty);
    }

    public static StringGetter Single(TextValue value) => (EventContext context, int index, out ReadOnlySpan<byte> text) =>
    {
        if (index == 0)
            return value(context, out text);
        text = default;
        return false;
    };

    public static NumberGetter Single(NumberValue value) => (EventContext context, int index, out long number) =>
    {
        if (index == 0)
            return value(context, out number);
        number = 0;
        return false;
    };

    private static AddressGetter Single(AddressValue value) => (EventContext context, int index, out IpAddress address) =>
    {
        if (index == 0)
            return value(context, out address);
        address = default;
        return false;
    };

    private static TextValue Of(TaskText value) => (EventContext context, out ReadOnlySpan<byte> text) =>
    {
        if (context.Task == null)
        {
            text = default;
            return false;
        }

        text = value(context.Task);
        return true;
    };

    private static NumberValue Of(TaskNumber value) => (EventContext context, out long number) =>
    {
        if (context.Task == null)
        {
            number = 0;
            return false;
        }

        number = value(context.Task);
        return true;
    };

    private static Field Empty(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        return info.Type switch
        {
            FieldType.String or FieldType.Bytes => new StringField(info, argument, FieldScope.Process, NoText),
            FieldType.Address or FieldType.Network => new AddressField(info, argument, FieldScope.Process, NoAddress),
            _ => new NumberField(info, argument, FieldScope.Process, NoNumber),
        };
    }

    private static bool NoText(EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        value = default;
        return false;
    }

    private static bool NoNumber(EventContext context, int index, out long value)
    {
        value = 0;
        return false;
    }

    private static bool NoAddress(EventContext context, int index, out IpAddress value)
    {
        value = default;
        return false;
    }

    private void Plain(string name, Func<FieldInfo, Field> make) => Add(name, (FieldInfo info, string? _, out string? error) =>
    {
        error = null;
        return make(info);
    });
}
