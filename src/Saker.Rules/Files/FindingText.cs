using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Saker.Rules.Files;

/// <summary>Prints results for people and for programs.</summary>
public static class FindingText
{
    /// <summary>A result in full, with a quotation for each finding.</summary>
    public static string Of(FileResult result) => FirstOf(result, int.MaxValue);

    /// <summary>A result with its first findings.</summary>
    /// <param name="result">What loading a file came to.</param>
    /// <param name="most">So many findings of each kind are told, and of the others how many they are.</param>
    public static string FirstOf(FileResult result, int most)
    {
        var text = new StringBuilder();
        text.Append(result.Name).Append(": ").Append(Verdict(result));
        if (!result.SchemaWarnings.IsEmpty)
        {
            text.Append($"\n{result.SchemaWarnings.Length} Schema warnings:\n");
            foreach (string warning in result.SchemaWarnings.Take(most))
                text.Append($"------\n{warning}\n");
            text.Append("------\n");
            AppendRest(result.SchemaWarnings.Length);
        }

        Append("Errors", result.Errors);
        Append("Warnings", result.Warnings);
        return text.ToString();

        void Append(string heading, ImmutableArray<Finding> findings)
        {
            if (findings.IsEmpty)
                return;
            text.Append($"\n{findings.Length} {heading}:\n");
            foreach (var finding in findings.Take(most))
                FindingText.Append(text, finding);
            AppendRest(findings.Length);
        }

        void AppendRest(int count)
        {
            if (count > most)
                text.Append($"and {count - most} more, which saker -V {result.Name} tells\n");
        }
    }

    /// <summary>A result in a few lines.</summary>
    public static string SummaryOf(FileResult result)
    {
        var text = new StringBuilder();
        text.Append(result.Name).Append(": ").Append(Verdict(result));
        if (!result.SchemaWarnings.IsEmpty)
            text.Append($"\n {result.SchemaWarnings.Length} schema warnings: [{string.Join(' ', result.SchemaWarnings)}]");
        foreach (var (findings, what) in new[] { (result.Errors, "errors"), (result.Warnings, "warnings") })
        {
            if (!findings.IsEmpty)
                text.Append($"\n {findings.Length} {what}: [{string.Join(' ', findings.Select(f => $"{f.Code.Name} ({f.Code.Summary})"))}]");
        }

        return text.ToString();
    }

    /// <summary>Writes a result as an object.</summary>
    public static void WriteJson(Utf8JsonWriter writer, FileResult result)
    {
        writer.WriteStartObject();
        Write(writer, "errors", result.Errors);
        writer.WriteString("name", result.Name);
        writer.WriteBoolean("schema_valid", result.SchemaWarnings.IsEmpty);
        writer.WriteStartArray("schema_warnings");
        foreach (string warning in result.SchemaWarnings)
            writer.WriteStringValue(warning);
        writer.WriteEndArray();
        writer.WriteBoolean("successful", result.Successful);
        Write(writer, "warnings", result.Warnings);
        writer.WriteEndObject();
    }

    private static string Verdict(FileResult result) =>
        !result.Successful ? "Invalid" : result.Warnings.IsEmpty ? "Ok" : "Ok, with warnings";

    private static void Append(StringBuilder text, Finding finding)
    {
        string lead = "In ";
        foreach (var location in finding.Locations)
        {
            string name = location.ItemName.Length > 0 ? $" '{location.ItemName}'" : "";
            // People and their editors count from one.
            text.Append($"{lead}{location.ItemType}{name}: ({location.FileName}:{location.Line + 1}:{location.Column + 1})\n");
            lead = "    ";
        }

        text.Append($"------\n{finding.Snippet}------\n{finding.Code.Name} ({finding.Code.Summary}): {finding.Message}\n");
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<Finding> findings)
    {
        writer.WriteStartArray(name);
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("code", finding.Code.Name);
            writer.WriteString("codedesc", finding.Code.Summary);
            writer.WriteStartObject("context");
            writer.WriteStartArray("locations");
            foreach (var location in finding.Locations)
                Write(writer, location);
            writer.WriteEndArray();
            writer.WriteString("snippet", finding.Snippet);
            writer.WriteEndObject();
            writer.WriteString("message", finding.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Location location)
    {
        writer.WriteStartObject();
        writer.WriteString("item_name", location.ItemName);
        writer.WriteString("item_type", location.ItemType);
        writer.WriteStartObject("position");
        writer.WriteNumber("column", location.Column);
        writer.WriteNumber("line", location.Line);
        writer.WriteString("name", location.FileName);
        writer.WriteNumber("offset", location.Offset);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
