using System.CommandLine;
using Saker.Cli.Listing;
using Saker.Kernel;
using Saker.Sensor.Diagnosis;

namespace Saker.Cli.Commands;

/// <summary><c>saker doctor</c>: whether the sensor can work here, how it works, and what to do about what is wrong.</summary>
internal static class DoctorCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints an object a line instead of text." };

    private static readonly Option<string?> PidFile = new("--pidfile", "-P")
    {
        Description = "File with the process id of the sensor to look at. Default: those that run here are looked for.",
        HelpName = "file",
    };

    public static Command Create()
    {
        var command = new Command("doctor", "Looks whether the sensor can work here and how a running one is doing, and says what to do about what is wrong.")
        {
            RuleSetup.Config, RuleSetup.Overrides, PidFile, Json,
        };
        command.SetAction(parsed => Guard.Run(() => Examine(parsed)));
        return command;
    }

    private static int Examine(ParseResult parsed)
    {
        var options = RuleSetup.Options(parsed);
        int[] sensors = parsed.GetValue(PidFile) is { } file ? [ProcessIdFile.Read(file)] : RunningSensor.All();
        List<Finding> findings = [.. Preflight.Run(), .. MachineLimits.Check(options)];
        if (sensors.Length == 0)
            findings.Add(new Finding("sensor", FindingSeverity.Degraded, "none runs here", "start one to see how it is doing"));
        foreach (int sensor in sensors)
            findings.AddRange(SensorExamination.Of(sensor));
        findings.AddRange(WebExamination.Of(options, isExpected: sensors.Length > 0));
        FindingListing.Write(Console.Out, findings, parsed.GetValue(Json));
        return findings.Exists(f => f.Severity == FindingSeverity.Fatal) ? 1 : 0;
    }
}
