using System.CommandLine;

namespace Saker.Cli.Commands;

/// <summary><c>saker replay</c>: rules on what was recorded.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The capture." };

    private static readonly Option<bool> RealTime = new("--realtime") { Description = "Takes as long as what was recorded." };

    public static Command Create()
    {
        var command = new Command("replay", "Raises the alerts that a capture's events give rise to.")
        {
            File, RealTime, RuleSetup.Config, RuleSetup.Rules, RuleSetup.Overrides, RunFlags.MaxSeconds, RunFlags.Unbuffered,
            DaemonFlags.Print, DaemonFlags.Verbose,
        };
        command.SetAction(parsed => Launch.Run(RunFlags.Arguments(parsed) with
        {
            Print = parsed.GetValue(DaemonFlags.Print),
            Verbose = parsed.GetValue(DaemonFlags.Verbose),
            Overrides =
            [
                .. parsed.GetValue(RuleSetup.Overrides) ?? [],
                "engine.kind=replay",
                $"engine.replay.capture_file={parsed.GetValue(File)}",
                .. parsed.GetValue(RealTime) ? (string[])["saker.replay.realtime=true"] : [],
            ],
        }));
        return command;
    }
}
