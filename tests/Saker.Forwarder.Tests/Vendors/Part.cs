using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>A value of a body, with what vendors ask of it; what is not so is refused with 400.</summary>
/// <param name="Value">The value.</param>
/// <param name="Place">Where it stands.</param>
internal readonly record struct Part(JsonElement Value, string Place)
{
    /// <summary>A member that has to be there.</summary>
    public Part Need(string name) => Find(name) ?? throw Bad($"has no {name}");

    /// <summary>A member that may be there.</summary>
    public Part? Find(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Bad($"is {Value.ValueKind} and no object");
        return Value.TryGetProperty(name, out var member) ? new Part(member, $"{Place}.{name}") : null;
    }

    /// <summary>All members of an object.</summary>
    public IEnumerable<Part> Members()
    {
        if (Value.ValueKind != JsonValueKind.Object)
            throw Bad($"is {Value.ValueKind} and no object");
        string place = Place;
        return Value.EnumerateObject().Select(m => new Part(m.Value, $"{place}.{m.Name}"));
    }

    /// <summary>The names of an object's members, of which no others may be there.</summary>
    public Part Only(params string[] names)
    {
        foreach (var member in Value.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw Bad($"has a member {member.Name} that is not known");
        }

        return this;
    }

    /// <summary>The elements of an array, of which there are at least one and not too many.</summary>
    public Part[] Items(int most = int.MaxValue)
    {
        if (Value.ValueKind != JsonValueKind.Array)
            throw Bad($"is {Value.ValueKind} and no array");
        if (Value.GetArrayLength() is 0 || Value.GetArrayLength() > most)
            throw Bad($"has {Value.GetArrayLength()} elements");
        string place = Place;
        return [.. Value.EnumerateArray().Select((e, i) => new Part(e, $"{place}[{i}]"))];
    }

    /// <summary>A text that is not empty and not too long.</summary>
    public string Text(int most = int.MaxValue, int least = 1)
    {
        string text = Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Bad($"is {Value.ValueKind} and no string");
        return text.Length >= least && text.Length <= most ? text : throw Bad($"has {text.Length} characters");
    }

    /// <summary>One of some texts.</summary>
    public string Among(params string[] texts) => texts.Contains(Text()) ? Text() : throw Bad($"is {Text()}");

    /// <summary>A whole number.</summary>
    public long Number() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt64(out long number) ? number : throw Bad($"is {Value.GetRawText()}, no whole number");

    /// <summary>A time with a date, to the second or finer.</summary>
    public DateTimeOffset Time() => DateTimeOffset.TryParse(Text(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && Text().Contains('T', StringComparison.Ordinal)
        ? time : throw Bad($"is no time: {Text()}");

    /// <summary>What base64 stands for.</summary>
    public string Base64()
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(Text()));
        }
        catch (FormatException)
        {
            throw Bad("is no base64");
        }
    }

    /// <summary>An alert as Falcosidekick sends it.</summary>
    public void Alert()
    {
        foreach (string name in new[] { "uuid", "output", "priority", "rule", "source" })
            Need(name).Text();
        Need("time").Time();
        _ = Need("output_fields").Members();
    }

    public RefusalException Bad(string why) => new(400, $"{Place} {why}");
}
