namespace Saker.Rules;

/// <summary>How grave a match is; the smaller, the graver.</summary>
public enum Priority : byte
{
    /// <summary>The system is unusable.</summary>
    Emergency,
    /// <summary>Act at once.</summary>
    Alert,
    /// <summary>Critical.</summary>
    Critical,
    /// <summary>An error.</summary>
    Error,
    /// <summary>A warning.</summary>
    Warning,
    /// <summary>Normal, but of interest.</summary>
    Notice,
    /// <summary>For the record.</summary>
    Informational,
    /// <summary>For whoever writes rules.</summary>
    Debug,
}

/// <summary>Names of priorities.</summary>
public static class Priorities
{
    /// <summary>Reads a priority, whatever its case; <c>info</c> is short for informational.</summary>
    public static bool TryParse(string text, out Priority priority)
    {
        if (text.Equals("info", StringComparison.OrdinalIgnoreCase))
        {
            priority = Priority.Informational;
            return true;
        }

        return Enum.TryParse(text, ignoreCase: true, out priority) && text.All(char.IsAsciiLetter);
    }
}
