using System.Text.Json;
using System.Text.RegularExpressions;

namespace Saker.Cli.Tests;

/// <summary>No key of the configuration is without a test of its effect: the file <c>configuration-keys.txt</c> names it for each.</summary>
public sealed class ConfigurationKeyTests
{
    private static readonly (string Key, string Test, bool IsIdle)[] table =
    [
        .. File.ReadAllLines(Path.Combine(SakerProgram.Repository, "tests", "Saker.Cli.Tests", "configuration-keys.txt"))
            .Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => (w[0], w[1], w.Length > 2 && w[2] == "idle")),
    ];

    private static readonly Dictionary<string, string> sources = Directory.EnumerateFiles(Path.Combine(SakerProgram.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
        .GroupBy(f => Path.GetFileNameWithoutExtension(f)).ToDictionary(g => g.Key, g => string.Concat(g.Select(File.ReadAllText)));

    private static readonly Dictionary<string, ConfigurationText> configurations = sources.ToDictionary(s => s.Key, s => new ConfigurationText(s.Value));

    [Fact]
    public void The_table_has_every_key_of_the_schema_and_no_other()
    {
        using var schema = JsonDocument.Parse(SakerProgram.Run("--config-schema").Output);
        table.Select(r => r.Key).Should().OnlyHaveUniqueItems();
        table.Select(r => r.Key).Should().BeEquivalentTo(Keys(schema.RootElement, "").Distinct());
    }

    [Fact]
    public void Each_key_is_explained_on_a_page()
    {
        string pages = string.Concat(Directory.GetFiles(Path.Combine(SakerProgram.Repository, "docs"), "*.md").Select(File.ReadAllText));
        table.Select(r => r.Key.Split('.')[^1].Replace("[]", "", StringComparison.Ordinal)).Where(name => !Regex.IsMatch(pages, $@"\b{name}\b")).Should().BeEmpty();
    }

    [Fact]
    public void Each_test_that_it_names_exists_beside_its_key()
    {
        foreach (var (key, test, isIdle) in table)
        {
            string[] parts = test.Split('.');
            sources.Should().ContainKey(parts[0], key);
            string source = sources[parts[0]];
            source.Should().Contain($" {parts[1]}(", key);
            configurations[parts[0]].Sets(key).Should().BeTrue($"{parts[0]} should set {key}");
            if (isIdle)
                source.Should().Contain($"{key.Replace("[]", "", StringComparison.Ordinal)} has no effect");
        }
    }

    /// <summary>Keys with a value of their own, as in <c>append_output[].match.rule</c>.</summary>
    private static IEnumerable<string> Keys(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("properties", out var members))
            return members.EnumerateObject().SelectMany(m => Keys(m.Value, path.Length == 0 ? m.Name : $"{path}.{m.Name}"));
        if (!schema.TryGetProperty("items", out var items))
            return [path];
        if (items.TryGetProperty("anyOf", out var shapes))
            return shapes.EnumerateArray().SelectMany(s => Keys(s, path + "[]"));
        return items.TryGetProperty("properties", out _) ? Keys(items, path + "[]") : [path];
    }
}
