using Saker.Rules;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Listing;

/// <summary>What <c>-L</c> and <c>-l</c> print: names and descriptions of rules.</summary>
internal static class RuleListing
{
    private const int NameWidth = 50;
    private const int LineWidth = 120;

    /// <exception cref="ConfigException">There is no rule of that name.</exception>
    public static int Write(TextWriter output, RuleSet rules, string? only)
    {
        var shown = rules.Rules.Where(r => only is null || r.Name == only).ToArray();
        if (only is not null && shown.Length == 0)
            throw new ConfigException($"-l: there is no rule '{only}'");
        output.WriteLine($"{"Rule".PadRight(NameWidth)} Description");
        output.WriteLine($"{"----".PadRight(NameWidth)} -----------");
        foreach (var rule in shown)
            WriteWrapped(output, rule.Name, rule.Description);
        return 0;
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
