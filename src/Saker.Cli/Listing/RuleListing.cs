using System.Text.Json;
using Saker.Rules;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Listing;

/// <summary>What <c>-L</c> and <c>-l</c> print: names and descriptions of rules, or everything about them as JSON.</summary>
internal static class RuleListing
{
    private const int NameWidth = 50;
    private const int LineWidth = 120;

    /// <exception cref="ConfigException">There is no rule of that name.</exception>
    public static Rule? Find(RuleSet rules, string? name) => name is null
        ? null
        : rules.Rules.FirstOrDefault(r => r.Name == name) ?? throw new ConfigException($"-l: there is no rule '{name}'");

    public static void WriteText(TextWriter output, RuleSet rules, Rule? only)
    {
        output.WriteLine($"{"Rule".PadRight(NameWidth)} Description");
        output.WriteLine($"{"----".PadRight(NameWidth)} -----------");
        foreach (var rule in rules.Rules.Where(r => only is null || r == only))
            WriteWrapped(output, rule.Name, rule.Description);
    }

    public static void WriteJson(Utf8JsonWriter json, RuleSet rules, Rule? only)
    {
        if (only is null)
            DescriptionJson.Write(json, rules);
        else
            DescriptionJson.Write(json, rules, only);
    }

    private static void WriteWrapped(TextWriter output, string name, string text)
    {
        string line = name.PadRight(NameWidth);
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > LineWidth && line.Length > NameWidth)
            {
                output.WriteLine(line);
                line = new string(' ', NameWidth);
            }

            line += " " + word;
        }

        output.WriteLine(line);
    }
}
