using System.Globalization;

namespace Saker.Rules.Files;

/// <summary>Reads the values of an item's keys, each with the checks that its kind needs.</summary>
internal sealed class ItemReader(YamlMapping item, ItemContext context)
{
    public ItemContext Context => context;

    public bool Has(string key) => item[key] is not null;

    public Mark MarkOf(string key) => item[key]!.Mark;

    public string Text(string key) => Scalar(key, required: true)!.Text;

    public string? OptionalText(string key, bool mayBeEmpty = false) => Scalar(key, required: false, mayBeEmpty)?.Text;

    public bool? OptionalBool(string key) => Scalar(key, required: false) switch
    {
        null => null,
        var scalar when scalar.TryGetBool(out bool value) => value,
        var scalar => throw Undecodable(key, scalar),
    };

    public bool Bool(string key) => OptionalBool(key) ?? throw Missing(key);

    public uint? OptionalNumber(string key) => Scalar(key, required: false) switch
    {
        null => null,
        var scalar when TryNumber(scalar.Text, out uint value) => value,
        var scalar => throw Undecodable(key, scalar),
    };

    public List<string>? OptionalTexts(string key)
    {
        if (item[key] is not { } value)
            return null;
        var valueContext = context.Inside(value.Mark, ItemTypes.ValueFor, key);
        if (value is not YamlSequence sequence)
            throw valueContext.Error(FindingCode.YamlValidate, "Value is not a sequence");
        var texts = new List<string>();
        foreach (var element in sequence.Items)
        {
            texts.Add(element is YamlScalar scalar ? scalar.Text : throw valueContext
                .Inside(element.Mark, ItemTypes.ListItem).Error(FindingCode.YamlValidate, "sequence value is not scalar"));
        }

        return texts;
    }

    public List<string> Texts(string key) => OptionalTexts(key) ?? throw Missing(key);

    public LoadException Missing(string key) => context.Error(FindingCode.YamlValidate, $"Item has no mapping for key '{key}'");

    /// <summary>Reads decimal, hexadecimal and octal numbers, as YAML has them.</summary>
    public static bool TryNumber(string text, out uint value)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private YamlScalar? Scalar(string key, bool required, bool mayBeEmpty = false)
    {
        if (item[key] is not { } value)
            return required ? throw Missing(key) : null;
        if (value.IsNull)
            return mayBeEmpty ? null : throw context.Error(FindingCode.YamlValidate, $"Mapping for key '{key}' is empty");
        var valueContext = context.Inside(value.Mark, ItemTypes.ValueFor, key);
        if (value is not YamlScalar scalar)
            throw valueContext.Error(FindingCode.YamlValidate, "Value is not a scalar value");
        return scalar.Text.Length > 0 || mayBeEmpty ? scalar : throw valueContext.Error(FindingCode.YamlValidate, "Value must be non-empty");
    }

    private LoadException Undecodable(string key, YamlScalar scalar) =>
        context.Inside(scalar.Mark, ItemTypes.ValueFor, key).Error(FindingCode.YamlValidate, "Can't decode YAML scalar value");
}
