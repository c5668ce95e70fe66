using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saker.Deploy.Tests;

/// <summary>What is in <c>deploy/sentinel</c>.</summary>
internal static class SentinelTemplates
{
    private const string Folder = "deploy/sentinel/";

    /// <summary>Columns of the table, name and type, in order.</summary>
    public static IReadOnlyList<(string Name, string Type)> Columns { get; } =
        [.. JsonNode.Parse(Read("columns.json"))!.AsArray().Select(c => ((string)c!["name"]!, (string)c["type"]!))];

    /// <summary>A file of it, as text.</summary>
    public static string Read(string name) => Places.Read(Folder + name);

    /// <summary>What the Bicep compiler makes of a template, and what it complains of.</summary>
    public static CommandResult Compile(string name) => Bicep.Compile(Folder + name);

    /// <summary>A resource of a compiled template.</summary>
    public static JsonNode Resource(string template, string type) =>
        JsonNode.Parse(Compile(template).Output)!["resources"]! switch
        {
            JsonObject named => named.Select(r => r.Value!).Single(r => (string?)r["type"] == type),
            var list => list.AsArray().Single(r => (string?)r!["type"] == type)!,
        };

    /// <summary>What the grammar of Kusto says of queries that a workspace with the table and the parsers is asked.</summary>
    /// <param name="queries">Name and text of each.</param>
    public static IReadOnlyDictionary<string, (string[] Findings, string[] Columns)> Ask(params (string Name, string Text)[] queries)
    {
        // Those that every table has.
        const string standard = "TenantId: string, Type: string, _ResourceId: string, ";
        var input = new JsonObject
        {
            ["tables"] = new JsonObject
            {
                ["Saker_CL"] = standard + Declared(c => c.Type),
                // What a transformation reads: the stream, where times come as text.
                ["source"] = Declared(c => c.Type == "datetime" ? "string" : c.Type),
            },
            ["functions"] = new JsonObject { ["vimAlertEventSaker"] = Function("vimAlertEventSaker"), ["ASimAlertEventSaker"] = Function("ASimAlertEventSaker") },
            ["queries"] = new JsonObject([.. queries.Select(q => KeyValuePair.Create(q.Name, (JsonNode?)q.Text))]),
        };
        var answers = JsonNode.Parse(Validators.Findings("queries.cjs", input.ToJsonString()))!.AsObject();
        return answers.ToDictionary(a => a.Key, a => (Texts(a.Value!["findings"]!), Texts(a.Value["columns"]!)));
    }

    /// <summary>The queries of the workbook, by the titles of their panels.</summary>
    public static IEnumerable<(string Name, string Text)> WorkbookQueries() => JsonNode.Parse(Read("workbook.json"))!["items"]!.AsArray()
        .Where(i => i!["type"]!.GetValue<int>() == 3).Select(i => ((string)i!["name"]!, (string)i["content"]!["query"]!));

    private static string Declared(Func<(string Name, string Type), string> type) => string.Join(", ", Columns.Select(c => $"['{c.Name}']: {type(c)}"));

    private static JsonObject Function(string name) =>
        new() { ["parameters"] = Read($"parsers/{name}.parameters").Trim(), ["body"] = Read($"parsers/{name}.kql") };

    private static string[] Texts(JsonNode list) => list.Deserialize<string[]>()!;
}
