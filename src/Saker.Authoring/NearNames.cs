namespace Saker.Authoring;

/// <summary>Finds the names that somebody may have meant who wrote another.</summary>
public static class NearNames
{
    private const int MaxNames = 3;
    private const int MaxLength = 256;

    /// <summary>The nearest names, nearest first; none when all of them are far off.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> names)
    {
        if (name.Length is 0 or > MaxLength)
            return [];
        string wanted = name.ToLowerInvariant();
        return [.. names.Where(n => n.Length <= MaxLength)
            .Select(n => (Name: n, Distance: DistanceOf(wanted, n.ToLowerInvariant())))
            .Where(n => n.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(MaxNames).Select(n => n.Name)];
    }

    /// <summary>How many letters have to change; a part of a name is near to the whole.</summary>
    private static int DistanceOf(string wanted, string name)
    {
        if (wanted.Length >= 4 && name.Contains(wanted, StringComparison.Ordinal))
            return wanted.Length == name.Length ? 0 : 1;
        int[] previous = [.. Enumerable.Range(0, name.Length + 1)];
        for (int i = 1; i <= wanted.Length; i++)
        {
            int[] row = new int[name.Length + 1];
            row[0] = i;
            for (int j = 1; j <= name.Length; j++)
            {
                int change = previous[j - 1] + (wanted[i - 1] == name[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, 1 + Math.Min(previous[j], row[j - 1]));
            }

            previous = row;
        }

        return previous[^1];
    }
}
