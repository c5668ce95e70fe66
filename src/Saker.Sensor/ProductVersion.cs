using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Saker.Events;

namespace Saker.Sensor;

/// <summary>Versions of Saker and of the interfaces it is compatible with.</summary>
public static class ProductVersion
{
    /// <summary>Version of Saker.</summary>
    public static string Saker { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Version of Falco whose rules, configuration and output are taken over.</summary>
    public const string CompatibleWith = "0.44.0";

    /// <summary>Version of the rules engine, as <c>required_engine_version</c> compares it.</summary>
    public const string Engine = "0.63.0";

    /// <summary>Version of the plugin interface.</summary>
    public const string PluginApi = "3.12.0";

    /// <summary>What <c>--version</c> prints.</summary>
    public static string ToText() => $"""
        Saker version: {Saker} ({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()})
        Compatible with Falco: {CompatibleWith}
        Plugin API: {PluginApi}
        Engine: {Engine}
        Driver:
          API version: {EventSchema.ApiVersion}
          Schema version: {EventSchema.SchemaVersion}
        """;

    /// <summary>The same as one line of JSON, with the keys that tools look for.</summary>
    public static string ToJson() => JsonSerializer.Serialize(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["default_driver_version"] = Saker,
        ["driver_api_version"] = EventSchema.ApiVersion,
        ["driver_schema_version"] = EventSchema.SchemaVersion,
        ["engine_version"] = Engine.Split('.')[1],
        ["engine_version_semver"] = Engine,
        ["falco_version"] = CompatibleWith,
        ["libs_version"] = Saker,
        ["plugin_api_version"] = PluginApi,
        ["saker_version"] = Saker,
    });
}
