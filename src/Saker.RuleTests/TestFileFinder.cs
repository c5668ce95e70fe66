namespace Saker.RuleTests;

/// <summary>Finds test files behind the paths that were given.</summary>
public static class TestFileFinder
{
    /// <summary>Files as they are; of directories every .yaml and .yml file that lies in a directory named <c>tests</c>, at any depth.</summary>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Files).Distinct()];

    private static IEnumerable<string> Files(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" && IsInTests(f))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsInTests(string file) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file))) == "tests";
}
