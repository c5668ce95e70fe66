using System.Text.Json;

namespace Saker.Conformance.Tests;

/// <summary>Cases as data: one JSON object a line.</summary>
internal sealed class CaseFile
{
    private static readonly string directory = Path.Combine(AppContext.BaseDirectory, "cases");

    private readonly Dictionary<string, JsonElement> cases;

    public CaseFile(string name) => cases = File.ReadLines(Path.Combine(directory, name))
        .Select(line => JsonElement.Parse(line))
        .ToDictionary(c => c.GetProperty("id").GetString()!);

    public TheoryData<string> Ids => [.. cases.Keys];

    public JsonElement this[string id] => cases[id];

    public static string Capture(string scenario) => Path.Combine(directory, "captures", scenario + ".scap");
}

internal static class JsonElements
{
    public static JsonElement? Find(this JsonElement element, string name) => element.TryGetProperty(name, out var found) ? found : null;

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    public static string[] Texts(this JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetString()!)];
}
