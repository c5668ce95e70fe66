using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Rules;

/// <summary>The rules that the options name, loaded and selected.</summary>
/// <param name="Result">What loading came to, file by file.</param>
/// <param name="Enabled">Rules that take part, in order of definition.</param>
public sealed record LoadedRules(LoadResult Result, IReadOnlyList<Rule> Enabled)
{
    /// <summary>Names of the files.</summary>
    public IReadOnlyList<string> FileNames => [.. Result.Files.Select(f => f.Name)];

    /// <summary>Loads and selects.</summary>
    /// <param name="files">Files, in order.</param>
    /// <param name="options">Minimum priority, rule switches, text for outputs.</param>
    /// <param name="catalog">Fields that rules may name.</param>
    /// <exception cref="ConfigException">The minimum priority is none, or alerts are to be told apart by something that is no field.</exception>
    public static LoadedRules Load(IReadOnlyList<string> files, SensorOptions options, IFieldCatalog catalog)
    {
        if (!Priorities.TryParse(options.MinPriority, out var minimum))
            throw new ConfigException($"priority: '{options.MinPriority}' is none; expected emergency, alert, critical, error, warning, notice, info or debug");
        if (options.Outputs.Aggregation is { } aggregation)
            AggregationKeys.Check(aggregation, catalog);
        var loadOptions = LoadOptions.ForSyscalls(catalog);
        var loader = new RuleFileLoader(loadOptions with
        {
            Plugins = options.Containers ? loadOptions.Plugins : loadOptions.Plugins.Clear(),
            AppendOutput = [.. options.OutputSuffixes.Select(s => new OutputAppendix
            {
                Source = s.Source ?? "",
                Rule = s.Rule ?? "",
                Tags = [.. s.Tags],
                Text = string.Join(' ', Suffix(s, catalog)),
                Fields = [.. s.Fields.Select(f => (f.Name, f.Template ?? $"%{f.Name}", f.Template is null))],
            })],
        });
        var result = loader.LoadFiles(files);
        var selection = new RuleSelection { MinimumPriority = minimum };
        foreach (var entry in options.RuleSwitches)
        {
            if (entry.Rule is not null)
                selection.SelectByName(entry.Rule, entry.Enable);
            if (entry.Tag is not null)
                selection.SelectByTag(entry.Tag, entry.Enable);
        }

        return new LoadedRules(result, [.. result.Rules.Rules.Where(selection.Includes)]);
    }

    /// <summary>Says which calls rules name and do not get, and, for whoever debugs, which are watched.</summary>
    public void WarnOfIgnored(SensorOptions options, Log log)
    {
        if (options.Engine != EngineKind.Live)
            return;
        var ignored = WatchedCalls.Ignored(Enabled, options.Syscalls);
        if (ignored.Count > 0)
            log.Warning($"rules name system calls that are not watched unless base_syscalls.all is set: {string.Join(", ", ignored)}");
        var calls = WatchedCalls.Of(Enabled, options.Syscalls, options.Probe.DropFailed, options.Captures.Enabled);
        log.Write(LogLevel.Debug, $"system calls watched ({calls.Count}): {string.Join(", ", calls.Select(c => c.Call.Name).Order(StringComparer.Ordinal))}");
    }

    private static IEnumerable<string> Suffix(OutputSuffix suffix, IFieldCatalog catalog)
    {
        if (suffix.Output.Length > 0)
            yield return suffix.Output;
        if (!suffix.Suggested)
            yield break;
        foreach (var field in catalog.Fields.Where(f => (f.Flags & FieldFlags.Suggested) != 0))
            yield return $"{field.Name.Replace('.', '_')}=%{field.Name}";
    }
}
