namespace Saker.Sensor.Rules;

/// <summary>Finds the rules files behind the paths that the operator gave.</summary>
public static class RuleFileFinder
{
    /// <summary>Files as they are; directories as the <c>.yaml</c> and <c>.yml</c> files in them, in order of their names.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Files)];

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        return Directory.EnumerateFiles(path)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".yml")
            .Order(StringComparer.Ordinal);
    }
}
