using System.Runtime.InteropServices;
using System.Text.Json;
using Saker.Sensor;

namespace Saker.Cli.Listing;

/// <summary>What <c>--support</c> prints: everything that whoever helps asks for first, in one object.</summary>
internal static class SupportBundle
{
    /// <param name="output">Where to.</param>
    /// <param name="commandLine">How the program was called.</param>
    /// <param name="config">The configuration in YAML, without secrets.</param>
    /// <param name="rulesFiles">The rules files.</param>
    public static void Write(TextWriter output, string commandLine, string config, IReadOnlyList<string> rulesFiles) => JsonOutput.WriteLine(output, json =>
    {
        json.WriteStartObject();
        json.WriteString("cmdline", commandLine);
        json.WriteString("config", config);
        json.WritePropertyName("engine_info");
        json.WriteRawValue(ProductVersion.ToJson());
        json.WriteArray("rules_files", rulesFiles, WriteFile);
        json.WriteStartObject("system_info");
        json.WriteString("machine", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64");
        json.WriteString("nodename", Environment.MachineName);
        json.WriteString("release", File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        json.WriteString("sysname", "Linux");
        json.WriteString("version", File.ReadAllText("/proc/sys/kernel/version").Trim());
        json.WriteEndObject();
        json.WriteString("version", ProductVersion.CompatibleWith);
        json.WriteEndObject();
    });

    private static void WriteFile(Utf8JsonWriter json, string path)
    {
        json.WriteString("name", path);
        json.WriteStartArray("variants");
        json.WriteStartObject();
        json.WriteString("content", File.ReadAllText(path));
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
