using Saker.Cli.Listing;
using Saker.Sensor;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>What the flags ask for that only print something.</summary>
internal static class Information
{
    /// <summary>Prints what does not depend on the configuration.</summary>
    /// <returns>Whether that was asked for.</returns>
    public static bool TryWrite(Arguments arguments, ListFormat format)
    {
        if (arguments.ConfigSchema)
            SchemaListing.WriteConfiguration(Console.Out);
        else if (arguments.RuleSchema)
            SchemaListing.WriteRules(Console.Out);
        else if (arguments.ListIgnored)
            EventListing.WriteIgnored(Console.Out);
        else if (arguments.ListEvents)
            EventListing.Write(Console.Out, format);
        else
            return false;
        return true;
    }

    /// <summary>Prints what does.</summary>
    /// <returns>Whether that was asked for.</returns>
    /// <exception cref="ConfigException">It was asked for something that does not exist.</exception>
    public static bool TryWrite(Arguments arguments, ListFormat format, Settings settings)
    {
        if (arguments.Version)
            Console.WriteLine(settings.Options.JsonOutput ? ProductVersion.ToJson() : ProductVersion.ToText());
        else if (arguments.PageSize)
            Console.WriteLine($"Your system page size is: {Environment.SystemPageSize} bytes");
        else if (arguments.PluginInfo is { } plugin)
            PluginListing.WriteOne(Console.Out, settings.Options.Plugins, plugin);
        else if (arguments.ListPlugins)
            PluginListing.Write(Console.Out, settings.Options.Plugins);
        else if (arguments.ListFields)
            ListFields(arguments, format, settings);
        else
            return false;
        return true;
    }

    private static void ListFields(Arguments arguments, ListFormat format, Settings settings)
    {
        if (arguments.ListSource is not (null or "" or "syscall"))
            throw new ConfigException($"--list: there is no event source '{arguments.ListSource}'; syscall is the only one");
        FieldListing.Write(Console.Out, settings.Catalog, format, arguments.NamesOnly);
    }
}
