using System.CommandLine;
using System.Globalization;

namespace Saker.Cli.Commands;

/// <summary>Flags of every command that runs rules.</summary>
internal static class RunFlags
{
    public static Option<string?> Config { get; } = new("-c")
    {
        Description = "Configuration file. Default: /etc/saker/saker.yaml, then /etc/falco/falco.yaml, then built-in values.",
        HelpName = "path",
    };

    public static Option<string[]> Rules { get; } = new("-r")
    {
        Description = "Rules file, or directory of .yaml and .yml files; may be given several times. Replaces the configured ones.",
        HelpName = "rules_file",
    };

    public static Option<string[]> Overrides { get; } = new("--option", "-o")
    {
        Description = "Sets a value of the configuration, as in -o json_output=true, -o a.list[0]=x, -o 'a.list[]={\"key\": \"value\"}'.",
        HelpName = "key=value",
    };

    public static Option<double?> MaxSeconds { get; } = new("-M")
    {
        Description = "Stops after that many seconds.",
        HelpName = "seconds",
        CustomParser = result =>
        {
            string text = result.Tokens.Single().Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0)
                return seconds;
            result.AddError($"-M: expected a number of seconds, not '{text}'");
            return null;
        },
    };

    public static Option<bool> Unbuffered { get; } =
        new("--unbuffered", "-U") { Description = "Writes every alert at once (buffered_outputs=false)." };

    /// <summary>What these flags say; the rest as if it had not been given.</summary>
    public static Arguments Arguments(ParseResult parsed) => new()
    {
        Config = parsed.GetValue(Config),
        Rules = parsed.GetValue(Rules) ?? [],
        Overrides = parsed.GetValue(Overrides) ?? [],
        MaxSeconds = parsed.GetValue(MaxSeconds),
        Unbuffered = parsed.GetValue(Unbuffered),
    };
}
