using System.Globalization;
using System.Text.RegularExpressions;

namespace Saker.Rules.Files;

/// <summary>A version of three numbers.</summary>
internal readonly partial record struct SemanticVersion(uint Major, uint Minor, uint Patch) : IComparable<SemanticVersion>
{
    /// <summary>Reads <c>x.y.z</c>; what follows a hyphen or plus sign does not matter.</summary>
    public static bool TryParse(string text, out SemanticVersion version)
    {
        version = default;
        var match = Pattern().Match(text);
        if (!match.Success
            || !TryNumber(match.Groups[1], out uint major) || !TryNumber(match.Groups[2], out uint minor) || !TryNumber(match.Groups[3], out uint patch))
        {
            return false;
        }

        version = new SemanticVersion(major, minor, patch);
        return true;
    }

    /// <summary>Whether it can stand in for the required version: the same major number, and no older.</summary>
    public bool IsCompatibleWith(SemanticVersion required) => Major == required.Major && CompareTo(required) >= 0;

    /// <inheritdoc/>
    public int CompareTo(SemanticVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    private static bool TryNumber(Group digits, out uint number) =>
        uint.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^([0-9]+)\.([0-9]+)\.([0-9]+)([-+].*)?$")]
    private static partial Regex Pattern();
}
