namespace Saker.Fuzz;

/// <summary>Inputs to start from: files of the corpus, in order of their names. In condition files every line is one.</summary>
public static class Seeds
{
    /// <summary>Those of a target.</summary>
    public static IReadOnlyList<string> Of(IFuzzTarget target)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "corpus", target.Name);
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal);
        return [.. files.SelectMany(f => Path.GetExtension(f) == ".txt" ? File.ReadAllLines(f) : [File.ReadAllText(f)])];
    }
}
