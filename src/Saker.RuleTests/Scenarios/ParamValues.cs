using Saker.Events;

namespace Saker.RuleTests.Scenarios;

/// <summary>The parameters of one event, by name; those that nobody sets have their defaults.</summary>
/// <param name="info">Type of the event.</param>
internal sealed class ParamValues(EventInfo info)
{
    private readonly byte[][] bytes = [.. info.Params.Select(p => ParamEncoder.Default(p.Type))];

    /// <summary>In record order.</summary>
    public IReadOnlyList<byte[]> Bytes => bytes;

    /// <summary>Sets a number; a parameter that this type of event does not have is passed over.</summary>
    public ParamValues Set(string name, long value) => info.IndexOf(name) is >= 0 and var index ? Set(name, ParamEncoder.Number(info.Params[index].Type, value)) : this;

    /// <summary>Sets a text.</summary>
    public ParamValues Set(string name, string value) => Set(name, ParamEncoder.Text(value));

    /// <summary>Sets the bytes.</summary>
    public ParamValues Set(string name, byte[] value)
    {
        int index = info.IndexOf(name);
        if (index >= 0)
            bytes[index] = value;
        return this;
    }
}
