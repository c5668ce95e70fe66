using Saker.Sensor.Configuration;

namespace Saker.Cli.Listing;

/// <summary>What <c>--list-plugins</c> and <c>--plugin-info</c> print.</summary>
internal static class PluginListing
{
    private const string BuiltIn = "container";

    /// <summary>Lists the plugins of a configuration that are wanted.</summary>
    public static void Write(TextWriter output, IReadOnlyList<PluginOptions> plugins)
    {
        PluginOptions[] wanted = [.. plugins.Where(p => p.IsWanted)];
        output.WriteLine($"{wanted.Length} Plugins Loaded:\n");
        foreach (var plugin in wanted)
        {
            Describe(output, plugin);
            output.WriteLine();
        }
    }

    /// <summary>Tells of the plugin of that name or library.</summary>
    /// <exception cref="ConfigException">There is none.</exception>
    public static void WriteOne(TextWriter output, IReadOnlyList<PluginOptions> plugins, string nameOrLibrary) => Describe(
        output,
        plugins.FirstOrDefault(p => p.Name == nameOrLibrary || p.Library == nameOrLibrary || Path.GetFileName(p.Library) == nameOrLibrary)
            ?? (nameOrLibrary == BuiltIn ? new PluginOptions(BuiltIn, "", true)
                : throw new ConfigException($"--plugin-info: the configuration has no plugin '{nameOrLibrary}'")));

    private static void Describe(TextWriter output, PluginOptions plugin)
    {
        output.WriteLine($"Name: {plugin.Name}");
        output.WriteLine(plugin.Name == BuiltIn
            ? "Description: fields about containers, which are built in; no library is loaded\nCapabilities:\n  - Field Extraction"
            : $"Library: {plugin.Library}\nDescription: libraries are not loaded");
    }
}
