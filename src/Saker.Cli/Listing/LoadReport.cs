using Saker.Rules;
using Saker.Rules.Files;

namespace Saker.Cli.Listing;

/// <summary>What loading rules came to, for people and, in one JSON object, for programs.</summary>
internal static class LoadReport
{
    /// <param name="output">Where to.</param>
    /// <param name="result">What to report.</param>
    /// <param name="most">So many findings of each kind are told of a file.</param>
    public static void WriteText(TextWriter output, LoadResult result, int most = int.MaxValue)
    {
        foreach (var file in result.Files)
            output.WriteLine(FindingText.FirstOf(file, most).TrimEnd('\n'));
    }

    /// <param name="output">Where to.</param>
    /// <param name="result">What to report.</param>
    /// <param name="describe">Whether the rules are described as well.</param>
    /// <param name="only">The only rule to describe, or null for all.</param>
    public static void WriteJson(TextWriter output, LoadResult result, bool describe, Rule? only) => JsonOutput.WriteLine(output, json =>
    {
        json.WriteStartObject();
        if (describe)
        {
            json.WritePropertyName("falco_describe_results");
            RuleListing.WriteJson(json, result.Rules, only);
        }

        json.WriteStartArray("falco_load_results");
        foreach (var file in result.Files)
            FindingText.WriteJson(json, file);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
