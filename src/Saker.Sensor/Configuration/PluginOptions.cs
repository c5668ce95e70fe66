namespace Saker.Sensor.Configuration;

/// <summary>A plugin as <c>plugins</c> describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Library">Its library.</param>
/// <param name="IsWanted">Whether <c>load_plugins</c> names it, or is absent.</param>
public sealed record PluginOptions(string Name, string Library, bool IsWanted)
{
    private const string Directory = "/usr/share/falco/plugins";

    /// <summary>Reads the plugins out of a configuration.</summary>
    /// <exception cref="ConfigException">One has no name or library, or its path leaves the directory of plugins.</exception>
    public static IReadOnlyList<PluginOptions> From(ConfigTree config)
    {
        var wanted = config.Texts("load_plugins");
        return [.. config.Maps("plugins").Select(entry =>
        {
            string name = entry.Text("name") ?? throw entry.Error("plugins", "a plugin needs a name");
            string library = entry.Text("library_path") ?? throw entry.Error("plugins", $"plugin {name} needs a library_path");
            string path = Path.GetFullPath(library, Directory);
            return !Path.IsPathRooted(library) && !path.StartsWith(Directory + "/", StringComparison.Ordinal)
                ? throw entry.Error("library_path", $"{library} leads out of {Directory}; write the whole path")
                : new PluginOptions(name, path, wanted?.Contains(name) ?? true);
        })];
    }
}
