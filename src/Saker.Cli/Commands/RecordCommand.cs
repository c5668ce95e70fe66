using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Saker.Sensor.Captures;

namespace Saker.Cli.Commands;

/// <summary><c>saker record</c>: what happens on this machine, for later.</summary>
internal static class RecordCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The capture; a file that is there already is replaced." };

    private static readonly Option<TimeSpan?> Duration = new("--duration")
    {
        Description = "Stops after that time, as in 500ms, 30s, 10m, 1h. Default: when interrupted.",
        HelpName = "time",
        CustomParser = ReadDuration,
    };

    private static readonly Option<int> MaxSize = new("--max-size")
    {
        Description = "Stops when the file has that many megabytes.",
        HelpName = "MB",
        CustomParser = ReadSize,
    };

    private static readonly Option<string> Filter = new("--filter")
    {
        Description = "Records the events that satisfy this condition, and those without which their processes would not be known.",
        HelpName = "condition",
    };

    private static readonly Option<bool> AllEvents = new("--all") { Description = "Records high-volume reads and writes too." };

    public static Command Create()
    {
        var command = new Command("record", "Records the events of this machine to a capture file, which other tools can read.")
        {
            File, Duration, MaxSize, Filter, AllEvents, RuleSetup.Config, RuleSetup.Overrides,
        };
        command.SetAction(parsed => Launch.Record(RunFlags.Arguments(parsed), new RecordOptions(
            parsed.GetValue(File)!, parsed.GetValue(Duration), parsed.GetValue(MaxSize) * 1024L * 1024L, parsed.GetValue(Filter) ?? "", parsed.GetValue(AllEvents))));
        return command;
    }

    private static int ReadSize(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int megabytes) && megabytes > 0)
            return megabytes;
        result.AddError($"--max-size: expected a whole number of megabytes, not '{text}'");
        return 0;
    }

    private static TimeSpan? ReadDuration(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var unit = (digits < 0 ? "s" : text[digits..]) switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        if (unit > TimeSpan.Zero && int.TryParse(digits < 0 ? text : text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= RunFlags.Longest / unit)
            return unit * number;
        result.AddError($"--duration: expected a time such as 30s or 10m of at most a hundred years, not '{text}'");
        return null;
    }
}
