using YamlDotNet.RepresentationModel;

namespace Saker.Sensor.Configuration;

/// <summary>
/// The files that <c>config_files</c> of the main file names, laid over it one after the other. Only keys at the top are merged: a key's value
/// is taken whole, except that lists are joined by <c>append</c>.
/// </summary>
internal static class ConfigFiles
{
    private const string Key = "config_files";

    /// <summary>Whether an override is about which files there are, and so comes before they are read.</summary>
    public static bool IsChosenBy(IReadOnlyList<OptionStep> path) => path[0].Key == Key;

    /// <summary>Merges what is named into the main file's tree.</summary>
    /// <param name="main">The main file; it is changed.</param>
    /// <param name="read">Reads a file into a tree of its own.</param>
    /// <returns>Whether every path that was named exists.</returns>
    /// <exception cref="ConfigException">An entry is malformed, or a file cannot be read, names further files or is the main one.</exception>
    public static bool Merge(ConfigDocument main, Func<string, ConfigDocument> read)
    {
        bool areAllThere = true;
        foreach (var (path, strategy) in Entries(main))
        {
            var files = Find(path);
            areAllThere &= files is not null;
            foreach (string file in files ?? [])
            {
                if (IsSame(file, main.Path))
                    throw main.Error(main.Root.Children[new YamlScalarNode(Key)], $"{Key}: {file} is this file itself; name only files to be laid over it");
                Lay(main, read(file), strategy);
            }
        }

        return areAllThere;
    }

    private static (string Path, string Strategy)[] Entries(ConfigDocument main)
    {
        if (!main.Root.Children.TryGetValue(new YamlScalarNode(Key), out var node) || node is YamlScalarNode { Value: null or "" })
            return [];
        return node is YamlSequenceNode list ? [.. list.Children.Select(Entry)] : [Entry(node)];

        (string, string) Entry(YamlNode entry) => entry switch
        {
            YamlScalarNode { Value: { Length: > 0 } path } => (path, "append"),
            YamlMappingNode map when Text(map, "path") is { Length: > 0 } path => (path, Strategy(map)),
            _ => throw main.Error(entry, $"{Key}: expected a path, or a map of path and strategy"),
        };

        string Strategy(YamlMappingNode map) => Text(map, "strategy") is not { Length: > 0 } strategy ? "append"
            : strategy is "append" or "override" or "add-only" ? strategy
            : throw main.Error(map, $"{Key}: expected strategy append, override or add-only, not '{strategy}'");
    }

    private static string? Text(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? (node as YamlScalarNode)?.Value : null;

    /// <summary>A file, or those of a directory in order of name whatever their ending; null when there is neither.</summary>
    private static IReadOnlyList<string>? Find(string path) => File.Exists(path) ? [path]
        : Directory.Exists(path) ? [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)]
        : null;

    private static bool IsSame(string path, string? main) => main is not null && Path.GetFullPath(path) == Path.GetFullPath(main);

    private static void Lay(ConfigDocument main, ConfigDocument added, string strategy)
    {
        foreach (var (key, value) in added.Root.Children)
        {
            if (key is YamlScalarNode { Value: Key })
                throw added.Error(key, $"{Key} may only be in the main file, which is {main.Path ?? "built in"}");
            bool isThere = main.Root.Children.TryGetValue(key, out var present);
            if (isThere && strategy == "add-only")
                continue;
            if (isThere && strategy == "append" && present is YamlSequenceNode list && value is YamlSequenceNode more)
            {
                foreach (var item in more.Children)
                    list.Children.Add(main.Adopt(item, added));
            }
            else
            {
                main.Root.Children[key] = main.Adopt(value, added);
            }
        }
    }
}
