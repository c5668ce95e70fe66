namespace Saker.Rules.Files;

/// <summary>What an item's <c>override</c> says: the keys that append to the earlier item and those that replace.</summary>
internal sealed class OverrideKeys
{
    private readonly SortedSet<string> unclaimed = new(StringComparer.Ordinal);
    private readonly HashSet<string> appended = [];
    private readonly HashSet<string> replaced = [];

    public bool IsEmpty => appended.Count == 0 && replaced.Count == 0;

    public bool AnyAppended => appended.Count > 0;

    public bool AnyReplaced => replaced.Count > 0;

    public static OverrideKeys Read(YamlMapping item, ItemContext context, IReadOnlySet<string> appendable, IReadOnlySet<string> replaceable)
    {
        var keys = new OverrideKeys();
        if (item["override"] is not YamlMapping overrides)
            return keys;
        var overrideContext = context.Inside(item.Mark, ItemTypes.Overrides);
        foreach (var (name, value) in overrides.Entries)
        {
            string key = (name as YamlScalar)?.Text ?? "";
            string operation = (value as YamlScalar)?.Text ?? "";
            var keyContext = overrideContext.Inside(name.Mark, ItemTypes.Overrides, key);
            switch (operation)
            {
                case "append" when appendable.Contains(key):
                    keys.appended.Add(key);
                    break;
                case "append":
                    throw keyContext.Error(FindingCode.YamlValidate, $"Key '{key}' cannot be appended to, use 'replace' instead");
                case "replace" when replaceable.Contains(key):
                    keys.replaced.Add(key);
                    break;
                case "replace":
                    throw keyContext.Error(FindingCode.YamlValidate, $"Key '{key}' cannot be replaced");
                default:
                    string allowed = (appendable.Contains(key) ? "append " : "") + (replaceable.Contains(key) ? "replace " : "");
                    throw overrideContext.Inside(value.Mark, ItemTypes.ValueFor, key).Error(
                        FindingCode.YamlValidate, $"Invalid override operation for key '{key}': '{operation}'. Allowed values are: {allowed}");
            }
        }

        keys.unclaimed.UnionWith(appendable.Union(replaceable).Where(k => item[k] is not null));
        return keys;
    }

    public bool Appends(string key, ItemContext context) => Claims(appended, "append", key, context);

    public bool Replaces(string key, ItemContext context) => Claims(replaced, "replace", key, context);

    /// <exception cref="LoadException">The item has a key that no entry speaks of.</exception>
    public void RefuseUnclaimed(YamlMapping item, ItemContext context)
    {
        foreach (string key in unclaimed)
        {
            throw context.Inside(item[key]!.Mark, ItemTypes.Overrides, key).Error(
                FindingCode.YamlValidate, $"Unexpected key '{key}': no corresponding entry under 'override' is defined.");
        }
    }

    private bool Claims(HashSet<string> keys, string operation, string key, ItemContext context)
    {
        if (!keys.Contains(key))
            return false;
        return unclaimed.Remove(key) ? true : throw context.Error(
            FindingCode.YamlValidate, $"An {operation} override for '{key}' was specified but '{key}' is not defined");
    }
}
