namespace Saker.Rules.Files;

/// <summary>Warns of keys that mean nothing where they stand, which are mostly typing errors.</summary>
internal static class UnknownKeys
{
    public static void Warn(YamlMapping item, ItemContext context, Action<Finding> warn, ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in item.Entries)
        {
            string key = (name as YamlScalar)?.Text ?? "";
            if (!known.Contains(key))
                warn(context.Finding(FindingCode.UnknownKey, $"Unknown key '{key}'. The key will be ignored."));
        }
    }
}
