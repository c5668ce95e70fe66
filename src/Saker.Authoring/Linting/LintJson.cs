using System.Text.Json;

namespace Saker.Authoring.Linting;

/// <summary>Writes findings for programs.</summary>
public static class LintJson
{
    /// <summary>Writes a result as an object.</summary>
    public static void Write(Utf8JsonWriter json, LintResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("rules", result.Rules);
        json.WriteNumber("errors", result.Count(LintSeverity.Error));
        json.WriteNumber("warnings", result.Count(LintSeverity.Warning));
        json.WriteNumber("notes", result.Count(LintSeverity.Note));
        json.WriteNumber("allowed", result.Allowed);
        json.WriteStartArray("findings");
        foreach (var finding in result.Findings)
        {
            json.WriteStartObject();
            json.WriteString("code", finding.Code.Name);
            json.WriteString("severity", LintText.NameOf(finding.Code.Severity));
            json.WriteString("file", finding.File);
            json.WriteNumber("line", finding.Line);
            json.WriteNumber("column", finding.Column);
            json.WriteString("item", finding.Item);
            json.WriteString("message", finding.Message);
            json.WriteString("remedy", finding.Code.Remedy);
            json.WriteString("snippet", finding.Snippet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
