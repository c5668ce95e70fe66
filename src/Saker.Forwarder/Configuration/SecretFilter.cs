namespace Saker.Forwarder.Configuration;

/// <summary>
/// Blots out the secrets of a configuration in whatever is logged or printed. No message is meant to hold one; libraries and other ends write
/// messages, too.
/// </summary>
internal sealed class SecretFilter
{
    /// <summary>What is shorter would be found in words, and is hardly secret.</summary>
    private const int MinLength = 4;

    private const string Blot = "***";

    private readonly string[] secrets;

    private SecretFilter(IEnumerable<string> secrets) =>
        // The longest first, since one may hold another.
        this.secrets = [.. secrets.Where(s => s.Length >= MinLength).Distinct(StringComparer.Ordinal).OrderByDescending(s => s.Length)];

    /// <summary>Takes what a configuration keeps secret: values of secret keys, what is secret in addresses, and headers.</summary>
    public static SecretFilter Of(Settings settings) => new(settings.Keys.Where(k => k.IsSecret).SelectMany(k => Of(settings.Value(k.Path))));

    /// <summary>The text without secrets.</summary>
    public string Clean(string text)
    {
        foreach (string secret in secrets)
            text = text.Replace(secret, Blot, StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<string> Of(SettingValue value) => value.Items.Concat(value.Map.Values).Append(value.Text).SelectMany(Forms);

    /// <summary>A secret as it may come up: whole, as part of an address, and as addresses write it.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        if (!secret.Contains("://", StringComparison.Ordinal) || !Uri.TryCreate(secret, UriKind.Absolute, out var address))
            yield break;
        yield return address.PathAndQuery;
        yield return address.ToString();
        yield return address.Query.TrimStart('?');
        foreach (string part in address.UserInfo.Split(':', 2).Skip(1))
        {
            yield return part;
            yield return Uri.UnescapeDataString(part);
        }
    }
}
