using System.CommandLine;
using System.Globalization;

namespace Saker.Cli.Commands;

/// <summary>Flags of every command that watches or replays, beside those of <see cref="RuleSetup"/>.</summary>
internal static class RunFlags
{
    /// <summary>The longest time that any flag takes.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    public static Option<double?> MaxSeconds { get; } = new("-M")
    {
        Description = "Stops after that many seconds.",
        HelpName = "seconds",
        CustomParser = result =>
        {
            string text = result.Tokens.Single().Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0 && seconds <= Longest.TotalSeconds)
                return seconds;
            result.AddError($"-M: expected a number of seconds of at most a hundred years, not '{text}'");
            return null;
        },
    };

    public static Option<bool> Unbuffered { get; } =
        new("--unbuffered", "-U") { Description = "Writes every alert at once (buffered_outputs=false)." };

    /// <summary>What these flags say; the rest as if it had not been given.</summary>
    public static Arguments Arguments(ParseResult parsed) => new()
    {
        Config = parsed.GetValue(RuleSetup.Config),
        Rules = parsed.GetValue(RuleSetup.Rules) ?? [],
        Overrides = parsed.GetValue(RuleSetup.Overrides) ?? [],
        MaxSeconds = parsed.GetValue(MaxSeconds),
        Unbuffered = parsed.GetValue(Unbuffered),
    };
}
