using System.Collections.Immutable;
using System.Text.Json;
using Saker.Rules;
using Saker.Rules.Describing;
using Saker.Rules.Files;

namespace Saker.Cli.Listing;

/// <summary>Rules, macros and lists with everything there is to say of them, as JSON. Keys are sorted.</summary>
internal static class DescriptionJson
{
    public static void Write(Utf8JsonWriter json, RuleSet rules)
    {
        var describer = new RuleDescriber(rules);
        json.WriteStartObject();
        json.WriteArray("lists", rules.Lists, (j, list) => Write(j, describer.Describe(list)));
        json.WriteArray("macros", rules.Macros, (j, macro) => Write(j, describer.Describe(macro)));
        json.WriteString("required_engine_version", rules.RequiredEngineVersion);
        json.WriteArray("required_plugin_versions", rules.RequiredPlugins, Write);
        json.WriteArray("rules", rules.Rules, (j, rule) => Write(j, describer.Describe(rule)));
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, RuleSet rules, Rule rule)
    {
        json.WriteStartObject();
        json.WriteArray("rules", [new RuleDescriber(rules).Describe(rule)], Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RuleDescription description)
    {
        var rule = description.Rule;
        json.WriteStartObject("details");
        WriteParts(json, description.Condition);
        json.WriteArray("exception_fields", rule.ExceptionFields);
        json.WriteArray("exception_names", rule.ExceptionNames);
        json.WriteArray("exception_operators", rule.ExceptionOperators);
        if (!description.ExtraFields.IsEmpty)
        {
            json.WriteStartObject("extra_output_formatted_fields");
            foreach (var (name, template) in description.ExtraFields)
                json.WriteString(name, template);
            json.WriteEndObject();
        }

        WriteNames(json, description.Condition);
        json.WriteString("output_compiled", rule.Output.Text);
        json.WriteArray("output_fields", description.OutputFields);
        json.WriteArray("plugins", description.Plugins);
        json.WriteEndObject();

        json.WriteStartObject("info");
        json.WriteBoolean("capture", rule.Capture);
        json.WriteNumber("capture_duration", rule.CaptureDuration);
        json.WriteString("condition", rule.ConditionText);
        json.WriteString("description", rule.Description);
        json.WriteBoolean("enabled", rule.Enabled);
        json.WriteString("name", rule.Name);
        json.WriteString("output", rule.OutputText);
        json.WriteString("priority", rule.Priority.ToString());
        json.WriteString("source", rule.Source);
        json.WriteArray("tags", rule.Tags);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MacroDescription description)
    {
        json.WriteStartObject("details");
        WriteParts(json, description.Condition);
        WriteNames(json, description.Condition);
        json.WriteArray("plugins", description.Plugins);
        json.WriteBoolean("used", description.Macro.IsUsed);
        json.WriteEndObject();

        json.WriteStartObject("info");
        json.WriteString("condition", description.Macro.ConditionText);
        json.WriteString("name", description.Macro.Name);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ListDescription description)
    {
        json.WriteStartObject("details");
        json.WriteArray("items_compiled", description.List.ExpandedItems);
        json.WriteArray("lists", description.Lists);
        json.WriteArray("plugins", []);
        json.WriteBoolean("used", description.List.IsUsed);
        json.WriteEndObject();

        json.WriteStartObject("info");
        json.WriteArray("items", description.List.Items);
        json.WriteString("name", description.List.Name);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<PluginRequirement> alternatives)
    {
        json.WriteArray("alternatives", alternatives.Skip(1), WriteVersion);
        WriteVersion(json, alternatives[0]);
    }

    private static void WriteVersion(Utf8JsonWriter json, PluginRequirement plugin)
    {
        json.WriteString("name", plugin.Name);
        json.WriteString("version", plugin.Version);
    }

    private static void WriteParts(Utf8JsonWriter json, ConditionDescription condition)
    {
        json.WriteString("condition_compiled", condition.Compiled);
        json.WriteArray("condition_fields", condition.Fields);
        json.WriteArray("condition_operators", condition.Operators);
        json.WriteArray("events", condition.Events);
    }

    private static void WriteNames(Utf8JsonWriter json, ConditionDescription condition)
    {
        json.WriteArray("lists", condition.Lists);
        json.WriteArray("macros", condition.Macros);
    }
}
