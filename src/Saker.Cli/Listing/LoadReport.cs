using System.Text.Json;
using Saker.Rules.Files;

namespace Saker.Cli.Listing;

/// <summary>What loading rules came to, for people and, in one JSON object, for programs.</summary>
internal static class LoadReport
{
    public static void WriteText(TextWriter output, LoadResult result)
    {
        foreach (var file in result.Files)
            output.WriteLine(FindingText.Of(file).TrimEnd('\n'));
    }

    public static void WriteJson(TextWriter output, LoadResult result)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("falco_load_results");
            foreach (var file in result.Files)
                FindingText.WriteJson(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
