using Saker.Cli.Listing;
using Saker.Events.Captures;
using Saker.Kernel;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.Sensor;
using Saker.Sensor.Budgets;
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
        var settings = Settings.Load(arguments);
        using var log = new Log(settings.Options.Log, Console.Error);
        var recording = new Recording(record, settings.Options, settings.Catalog, log);
        using var signals = Signals.ToStop(recording.Stop);
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
        catch (Exception e) when (e is ConfigException or CaptureException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Error: {e.Message}");
            return 1;
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine($"Error: {HeapLimit.Exhausted()}");
            return 1;
        }
    }

    private static int RunChecked(Arguments arguments)
    {
        var format = FormatOf(arguments);
        if (Information.TryWrite(arguments, format))
            return 0;
        var settings = Settings.Load(arguments);
        if (Information.TryWrite(arguments, format, settings))
            return 0;
        var options = settings.Options;
        if (options.Engine != EngineKind.Replay)
            EventSources.Check(arguments.EnableSources, arguments.DisableSources);
        using var log = new Log(options.Log, Console.Error);
        HeapLimit.Set(options.Heap, log);
        log.Info($"Saker {ProductVersion.Saker}, configuration {settings.Config.Path ?? "built in"}");
        settings.Warn(arguments, log);
        if (arguments.Validate.Count > 0)
            return Validate(arguments, settings);
        bool describes = arguments.ListRules || arguments.ListRule is not null;
        bool watches = options.Engine == EngineKind.Live && !arguments.DryRun && !arguments.Support && !describes;
        using var start = watches ? ProbeStart.Begin(options) : null;
        var rules = settings.LoadRules();
        if (!Report(rules, log))
            return 1;
        if (describes)
            return Describe(arguments, options, rules.Result.Rules);
        if (arguments.Support)
        {
            SupportBundle.Write(Console.Out, arguments.CommandLine, Forwarding.WithoutSecrets(settings.Config.ToYaml(), options), RuleFileFinder.Find(options.RulesFiles));
            return 0;
        }

        if (options.Engine == EngineKind.Replay && options.CaptureFile.Length == 0)
            throw new ConfigException("engine.kind is replay, but engine.replay.capture_file names no capture");
        rules.WarnOfIgnored(options, log);
        if (arguments.DryRun)
            Forwarding.Check(options, log);
        return arguments.DryRun || options.Engine == EngineKind.None ? 0 : Watch.Run(arguments, settings, rules, log, start);
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

    private static int Validate(Arguments arguments, Settings settings)
    {
        var rules = LoadedRules.Load(arguments.Validate, settings.Options, settings.Catalog);
        // Rules that cannot be used are not described.
        bool describe = rules.Result.Successful && (arguments.ListRules || arguments.ListRule is not null);
        if (settings.Options.JsonOutput)
            LoadReport.WriteJson(Console.Out, rules.Result, describe, describe ? RuleListing.Find(rules.Result.Rules, arguments.ListRule) : null);
        else
            LoadReport.WriteText(Console.Out, rules.Result);
        WriteUnmet(rules.Result);
        if (describe && !settings.Options.JsonOutput)
            return Describe(arguments, settings.Options, rules.Result.Rules);
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
    private static bool Report(LoadedRules rules, Log log)
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
}
