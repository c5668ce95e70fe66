using System.Text.Json.Nodes;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>The index template that Elasticsearch is given for alerts with flat field names.</summary>
internal static class IndexTemplate
{
    /// <summary>Times are dates, messages are searched by word, and all else, whatever fields alerts have, is compared as a whole.</summary>
    /// <param name="index">What the names of its indices begin with.</param>
    /// <param name="shards">Shards of each.</param>
    /// <param name="replicas">Replicas of each.</param>
    public static JsonObject Of(string index, int shards, int replicas) => new()
    {
        ["index_patterns"] = new JsonArray(index, $"{index}-*"),
        ["template"] = new JsonObject
        {
            ["settings"] = new JsonObject { ["number_of_shards"] = shards, ["number_of_replicas"] = replicas },
            ["mappings"] = new JsonObject
            {
                ["dynamic_templates"] = new JsonArray(new JsonObject
                {
                    ["fields"] = new JsonObject
                    {
                        ["match_mapping_type"] = "string",
                        ["mapping"] = new JsonObject { ["type"] = "keyword", ["ignore_above"] = 8191 },
                    },
                }),
                ["properties"] = new JsonObject
                {
                    ["@timestamp"] = new JsonObject { ["type"] = "date_nanos" },
                    ["time"] = new JsonObject { ["type"] = "date_nanos" },
                    ["output"] = new JsonObject { ["type"] = "text" },
                },
            },
        },
    };
}
