using System.Runtime.InteropServices;
using Saker.Cli.Listing;
using Saker.Sensor;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;

namespace Saker.Cli.Commands;

/// <summary>Lets the sensor run until it is stopped, and says what came of it.</summary>
internal static class Watch
{
    // Its reason goes into an alert, and people mend one thing after the other.
    private const int FindingsOfReload = 10;

    public static int Run(Arguments arguments, Settings settings, LoadedRules rules, Log log, ProbeStart? start)
    {
        using var pidFile = arguments.PidFile is { } path ? ProcessIdFile.Write(path) : null;
        var run = new SensorRun(settings.Options, rules, log, start)
        {
            Load = () => LoadAnew(arguments, log),
            Forward = forward => Forwarding.Output(forward, log),
        };
        using var signals = Signals.ToStop(run.Stop).On(PosixSignal.SIGHUP, run.Reload);
        var summary = run.Run(arguments.MaxSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
        log.Info($"stopped: {summary}");
        AlertCounts.Write(Console.Out, summary.AlertsByRule);
        if (arguments.Verbose)
        {
            Console.Error.WriteLine($"Driver Events: {summary.Events}\nDriver Drops: {summary.Lost}\nElapsed time: {summary.Elapsed.TotalSeconds:F3}, " +
                $"Captured Events: {summary.Events}, {summary.Events / summary.Elapsed.TotalSeconds:F2} eps");
        }

        return summary.IsFailure ? 1 : 0;
    }

    /// <summary>Reads everything once more, as the command line named it.</summary>
    private static (SensorOptions Options, LoadedRules Rules) LoadAnew(Arguments arguments, Log log)
    {
        var settings = Settings.Load(arguments);
        settings.Warn(arguments, log);
        var rules = settings.LoadRules();
        if (rules.Result.Files.IsEmpty)
            throw new ConfigException("no rules files were found; name them with -r or rules_files");
        if (rules.Result.Successful)
            return (settings.Options, rules);
        using var text = new StringWriter();
        LoadReport.WriteText(text, rules.Result, FindingsOfReload);
        throw new ConfigException(string.Join('\n', [text.ToString().TrimEnd(), .. rules.Result.UnmetRequirements]));
    }
}
