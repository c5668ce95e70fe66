using System.Text.Json;

namespace Saker.Authoring.Explaining;

/// <summary>A line of JSON that an alert was printed as.</summary>
/// <param name="Rule">Name of the rule that raised it; empty when the line does not say.</param>
/// <param name="Fields">What it says of fields, by name with argument.</param>
public sealed record RecordedAlert(string Rule, IReadOnlyDictionary<string, JsonElement> Fields)
{
    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no alert.</exception>
    public static RecordedAlert Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("output_fields", out var fields)
                || fields.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("the event has no 'output_fields'; an alert is expected as Saker prints it with json_output");
            }

            string rule = root.TryGetProperty("rule", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
            var values = new Dictionary<string, JsonElement>();
            foreach (var field in fields.EnumerateObject())
                values[field.Name] = field.Value.Clone();
            return new RecordedAlert(rule, values);
        }
        catch (JsonException e)
        {
            throw new FormatException($"the event is no JSON: {e.Message}", e);
        }
    }
}
