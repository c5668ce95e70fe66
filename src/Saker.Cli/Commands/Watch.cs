using Saker.Cli.Listing;
using Saker.Sensor;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;

namespace Saker.Cli.Commands;

/// <summary>Lets the sensor run until it is stopped, and says what came of it.</summary>
internal static class Watch
{
    public static int Run(Arguments arguments, Settings settings, LoadedRules rules, Log log, ProbeStart? start)
    {
        using var pidFile = arguments.PidFile is { } path ? PidFile.Write(path) : null;
        var run = new SensorRun(settings.Options, rules, log, start);
        using var signals = Signals.ToStop(run.Stop);
        var summary = run.Run(arguments.MaxSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
        log.Info($"stopped: {summary}");
        AlertCounts.Write(Console.Out, summary.AlertsByRule);
        if (arguments.Verbose)
        {
            Console.Error.WriteLine($"Driver Events: {summary.Events}\nDriver Drops: {summary.Lost}\nElapsed time: {summary.Elapsed.TotalSeconds:F3}, " +
                $"Captured Events: {summary.Events}, {summary.Events / summary.Elapsed.TotalSeconds:F2} eps");
        }

        return 0;
    }
}
