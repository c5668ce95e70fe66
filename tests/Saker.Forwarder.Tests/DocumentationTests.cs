using System.Reflection;
using System.Text.Json;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Input.Logs;

namespace Saker.Forwarder.Tests;

/// <summary>What the page about the forwarder shows can be used, and its tables are those of the program.</summary>
public sealed class DocumentationTests : IDisposable
{
    private static readonly string page = Page("forwarder.md");

    private readonly string folder = Directory.CreateTempSubdirectory("saker-docs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_example_delivers_the_alert_that_is_shown()
    {
        await using var fake = await Fake.StartAsync();
        string file = Path.Combine(folder, "forward.yaml");
        await File.WriteAllTextAsync(file, Block("yaml").Replace("http://hooks.example:8080/", $"{fake.Url}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        await using var bench = await Bench.StartWithAsync(file);
        (await bench.PostAsync(Block("json"))).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => fake.Requests.Count == 1, () => string.Join('\n', bench.Log));
        var seen = fake.Requests.Single();
        seen.Target.Should().Be("/alerts");
        using var body = JsonDocument.Parse(seen.Body);
        body.RootElement.GetProperty("output_fields").GetProperty("team").GetString().Should().Be("blue");
        bench.Log.Should().NotContain(l => l.Contains("no effect", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kafka")]
    [InlineData("nats")]
    [InlineData("redis")]
    [InlineData("azure.eventhub")]
    public async Task A_log_of_the_page_about_scale_is_one_output_and_every_key_has_an_effect(string output)
    {
        string[] blocks = [.. Page("forwarder-scale.md").Split("```yaml\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
        blocks.Where(b => !b.StartsWith("input:", StringComparison.Ordinal)).Should().HaveCount(4);
        string file = Path.Combine(folder, "log.yaml");
        await File.WriteAllTextAsync(file, blocks.Single(b => b.StartsWith(output.Split('.')[0] + ":", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        List<string> warnings = [];
        var settings = SettingsReader.Read(DestinationCatalog.Keys, file, _ => null, warnings.Add);
        warnings.Should().BeEmpty();
        var definition = DestinationCatalog.All.Single(d => d.IsEnabled(settings));
        definition.Path.Should().Be(output);
        await using var destination = definition.Create(new DestinationContext(settings.Section(output), settings.Root));
        destination.Hosts.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("input.kafka", "kafka-1:9092")]
    [InlineData("input.kafka", "alerts.servicebus.windows.net:9093")]
    [InlineData("input.nats", "nats://nats:4222")]
    [InlineData("input.redis", "redis:6379")]
    public async Task A_log_of_the_page_about_scale_is_read_and_every_key_has_an_effect(string input, string place)
    {
        string file = Path.Combine(folder, "log.yaml");
        await File.WriteAllTextAsync(file, Page("forwarder-scale.md").Split("```yaml\n").Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])
            .Single(b => b.StartsWith("input:", StringComparison.Ordinal) && b.Contains(place, StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        List<string> warnings = [];
        var settings = SettingsReader.Read(DestinationCatalog.Keys, file, name => name == "WEBHOOK_ADDRESS" ? "http://127.0.0.1:1/" : null, warnings.Add);
        warnings.Should().BeEmpty();
        var definition = LogCatalog.EnabledIn(settings).Single();
        definition.Path.Should().Be(input);
        definition.Make(settings).Hosts.Should().NotBeEmpty();
    }

    [Fact]
    public void The_table_of_logs_is_that_of_the_program() => ShouldHold(LogCatalog.Keys.Select(Row));

    [Fact]
    public void The_table_of_destinations_is_that_of_the_program() => ShouldHold(DestinationCatalog.All.OrderBy(d => d.Path, StringComparer.Ordinal)
        .Select(d => $"| `{d.Path}` | {d.Summary} | {string.Join(", ", d.Required.Select(r => $"`{d.Path}.{r}`"))} |"));

    [Fact]
    public void The_table_of_general_keys_is_that_of_the_program() => ShouldHold(DestinationCatalog.SharedKeys.Select(Row));

    private static string Row(ConfigKey key) =>
        $"| `{key.Path}` | {(key.Default.Length > 0 ? $"`{key.Default}`" : "")} | {key.Help.Replace("<", "&lt;", StringComparison.Ordinal)} |";

    private static void ShouldHold(IEnumerable<string> rows)
    {
        string table = "|---|---|---|\n" + string.Join('\n', rows) + "\n\n";
        bool isThere = page.Contains(table, StringComparison.Ordinal);
        isThere.Should().BeTrue($"docs/forwarder.md should have this table:\n{table}");
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(
        typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!, "docs", name));

    private static string Block(string language)
    {
        string rest = page[(page.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4)..];
        return rest[..rest.IndexOf("```", StringComparison.Ordinal)];
    }
}
