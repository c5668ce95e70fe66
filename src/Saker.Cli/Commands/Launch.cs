using System.Runtime.InteropServices;
using Saker.Cli.Listing;
using Saker.Events.Captures;
using Saker.Fields;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.Sensor;
using Saker.Sensor.Captures;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;
using Saker.Sensor.Sources;

namespace Saker.Cli.Commands;

/// <summary>Does what the root command's flags ask for, in the order in which one flag outranks another.</summary>
internal static class Launch
{
    public static int Run(Arguments arguments) => Checked(() => RunChecked(arguments));

    /// <summary>Records instead of judging.</summary>
    public static int Record(Arguments arguments, RecordOptions record) => Checked(() =>
    {
        var options = RuleSetup.Options(LoadConfig(arguments), []);
        var log = new Log(options.LogStandardError ? Console.Error : null, options.LogLevel, options.Iso8601);
        var recording = new Recording(record, options, RuleSetup.Catalog(options), log);
        using var interrupt = OnSignal(PosixSignal.SIGINT, recording.Stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, recording.Stop);
        var (written, lost) = recording.Run();
        log.Info($"recorded {written} events to {record.Path}, {lost} events lost");
        return 0;
    });

    private static int Checked(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is ProbeException or DllNotFoundException)
        {
            // Looking for what is missing costs a start that works nothing.
            PreflightReport.Explain(Console.Error, e);
            return 1;
        }
        catch (Exception e) when (e is ConfigException or CaptureException or IOException)
        {
            Console.Error.WriteLine($"Error: {e.Message}");
            return 1;
        }
    }

    private static int RunChecked(Arguments arguments)
    {
        var format = FormatOf(arguments);
        if (arguments.ListEvents)
        {
            EventListing.Write(Console.Out, format);
            return 0;
        }

        if (arguments.RuleSchema || arguments.ConfigSchema)
        {
            SchemaListing.Write(Console.Out, arguments.RuleSchema ? "rules" : "config");
            return 0;
        }

        var config = LoadConfig(arguments);
        var options = RuleSetup.Options(config, arguments.Rules);
        var log = new Log(options.LogStandardError ? Console.Error : null, options.LogLevel, options.Iso8601);
        if (arguments.Version)
        {
            Console.WriteLine(options.JsonOutput ? ProductVersion.ToJson() : ProductVersion.ToText());
            return 0;
        }

        var catalog = RuleSetup.Catalog(options);
        if (arguments.ListFields)
        {
            if (arguments.ListSource is not (null or "" or "syscall"))
                throw new ConfigException($"--list: there is no event source '{arguments.ListSource}'; syscall is the only one");
            FieldListing.Write(Console.Out, catalog, format, arguments.NamesOnly);
            return 0;
        }

        log.Info($"Saker {ProductVersion.Saker}, configuration {config.Path ?? "built in"}");
        if (arguments.Validate.Count > 0)
            return Validate(arguments, options, catalog);
        bool watches = options.Engine == EngineKind.Live && !arguments.DryRun && !arguments.ListRules && arguments.ListRule is null;
        using var start = watches ? ProbeStart.Begin(options) : null;
        var rules = LoadedRules.Load(RuleFileFinder.Find(options.RulesFiles), options, catalog);
        if (!Report(rules, options, log))
            return 1;
        if (arguments.ListRules || arguments.ListRule is not null)
            return Describe(arguments, options, rules.Result.Rules);
        if (options.Engine == EngineKind.Replay && options.CaptureFile.Length == 0)
            throw new ConfigException("engine.kind is replay, but engine.replay.capture_file names no capture");
        return arguments.DryRun || options.Engine == EngineKind.None ? 0 : Watch(arguments, options, rules, log, start);
    }

    private static ListFormat FormatOf(Arguments arguments)
    {
        if (arguments.Markdown && arguments.Format is not null)
            throw new ConfigException("--markdown and --format say the same; use --format alone");
        if (arguments.Markdown)
            Console.Error.WriteLine("WARNING: --markdown is no longer used; write --format markdown");
        return (arguments.Markdown ? "markdown" : arguments.Format?.ToLowerInvariant()) switch
        {
            null or "text" => ListFormat.Text,
            "markdown" => ListFormat.Markdown,
            "json" => ListFormat.Json,
            _ => throw new ConfigException($"--format: '{arguments.Format}' is none; expected text, markdown or json"),
        };
    }

    private static int Watch(Arguments arguments, SensorOptions options, LoadedRules rules, Log log, ProbeStart? start)
    {
        var run = new SensorRun(options, rules, log, start);
        using var interrupt = OnSignal(PosixSignal.SIGINT, run.Stop);
        using var terminate = OnSignal(PosixSignal.SIGTERM, run.Stop);
        var summary = run.Run(arguments.MaxSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null);
        log.Info($"stopped: {summary}");
        AlertCounts.Write(Console.Out, summary.AlertsByRule);
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, Action stop) => PosixSignalRegistration.Create(signal, context =>
    {
        // The run ends by itself, so that what was seen is still delivered.
        context.Cancel = true;
        stop();
    });

    private static int Validate(Arguments arguments, SensorOptions options, FieldCatalog catalog)
    {
        var rules = LoadedRules.Load(arguments.Validate, options, catalog);
        // Rules that cannot be used are not described.
        bool describe = rules.Result.Successful && (arguments.ListRules || arguments.ListRule is not null);
        if (options.JsonOutput)
            LoadReport.WriteJson(Console.Out, rules.Result, describe, describe ? RuleListing.Find(rules.Result.Rules, arguments.ListRule) : null);
        else
            LoadReport.WriteText(Console.Out, rules.Result);
        WriteUnmet(rules.Result);
        if (describe && !options.JsonOutput)
            return Describe(arguments, options, rules.Result.Rules);
        return rules.Result.Successful ? 0 : 1;
    }

    private static int Describe(Arguments arguments, SensorOptions options, RuleSet rules)
    {
        var only = RuleListing.Find(rules, arguments.ListRule);
        if (options.JsonOutput)
            JsonOutput.WriteLine(Console.Out, json => RuleListing.WriteJson(json, rules, only));
        else
            RuleListing.WriteText(Console.Out, rules, only);
        return 0;
    }

    private static void WriteUnmet(LoadResult result)
    {
        foreach (string requirement in result.UnmetRequirements)
            Console.Error.WriteLine($"Error: {requirement}");
    }

    /// <summary>Says what loading came to; false when the rules cannot be used.</summary>
    private static bool Report(LoadedRules rules, SensorOptions options, Log log)
    {
        if (!rules.Result.Successful)
        {
            LoadReport.WriteText(Console.Error, rules.Result);
            WriteUnmet(rules.Result);
            return false;
        }

        if (rules.Result.Files.IsEmpty)
            throw new ConfigException("no rules files were found; name them with -r or rules_files");
        foreach (var file in rules.Result.Files)
            log.Info($"rules {file.Name}: {file.Warnings.Length} warnings");
        return true;
    }

    private static ConfigTree LoadConfig(Arguments arguments) =>
        RuleSetup.LoadConfig(arguments.Config, arguments.Unbuffered ? [.. arguments.Overrides, "buffered_outputs=false"] : arguments.Overrides);
}
