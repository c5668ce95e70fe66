using System.Collections.Immutable;
using System.Text.Json;
using Saker.Rules.Files;

namespace Saker.Authoring.Explaining;

/// <summary>Writes explanations for programs.</summary>
public static class ExplanationJson
{
    /// <summary>Writes an explanation as an object.</summary>
    public static void Write(Utf8JsonWriter json, RuleExplanation explanation)
    {
        var rule = explanation.Description.Rule;
        json.WriteStartObject();
        json.WriteString("rule", rule.Name);
        Write(json, "location", rule.Origin?.Location);
        json.WriteString("description", rule.Description);
        json.WriteString("priority", rule.Priority.ToString());
        json.WriteString("source", rule.Source);
        json.WriteBoolean("enabled", rule.Enabled);
        Write(json, "tags", rule.Tags);
        Write(json, "events", explanation.Description.Condition.Events);
        Write(json, "fields", explanation.Description.Condition.Fields);
        Write(json, "output_fields", explanation.Description.OutputFields);
        Write(json, "exceptions", rule.ExceptionNames);
        if (explanation.Answered is { } answered)
        {
            json.WriteString("answer", Name(answered.Answer));
            json.WritePropertyName("condition");
            Write(json, answered.Node, answered);
        }
        else
        {
            json.WritePropertyName("condition");
            Write(json, explanation.Condition, null);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ConditionNode node, AnsweredNode? answered)
    {
        json.WriteStartObject();
        json.WriteString("kind", node.Kind.ToString().ToLowerInvariant());
        json.WriteString("text", node.Text);
        Write(json, "location", node.Location);
        if (answered is not null)
            json.WriteString("answer", Name(answered.Answer));
        if (answered is { Fields.IsEmpty: false })
        {
            json.WriteStartArray("fields");
            foreach (var field in answered.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("value", field.Value);
                json.WriteBoolean("known", field.IsKnown);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (!node.Lists.IsEmpty)
        {
            json.WriteStartArray("lists");
            foreach (var list in node.Lists)
            {
                json.WriteStartObject();
                json.WriteString("name", list.Name);
                Write(json, "location", list.Origin?.Location);
                Write(json, "items", list.ExpandedItems);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (!node.Children.IsEmpty)
        {
            json.WriteStartArray("children");
            for (int i = 0; i < node.Children.Length; i++)
                Write(json, node.Children[i], answered?.Children[i]);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Name(Answer answer) => answer.ToString().ToLowerInvariant();

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Location? location)
    {
        if (location is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("file", location.FileName);
        json.WriteNumber("line", location.Line + 1);
        json.WriteNumber("column", location.Column + 1);
        json.WriteEndObject();
    }
}
