using System.CommandLine;
using Saker.Authoring.Linting;
using Saker.Cli.Listing;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;

namespace Saker.Cli.Commands;

/// <summary><c>saker lint</c>: what in rules loads and yet does not do what was meant.</summary>
internal static class LintCommand
{
    private static readonly Argument<string[]> Paths = new("files")
    {
        Description = "Rules files, or directories of them, each on top of those before. Default: the configured rules.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Strict = new("--strict") { Description = "Ends with exit code 1 for warnings too, not only for errors." };

    public static Command Create()
    {
        var command = new Command("lint", "Looks through rules for mistakes.") { Paths, Strict, RuleSetup.Config, RuleSetup.Overrides };
        command.SetAction(parsed => Guard.Run(() => Lint(parsed)));
        return command;
    }

    private static int Lint(ParseResult parsed)
    {
        var options = RuleSetup.Options(RuleSetup.LoadConfig(parsed.GetValue(RuleSetup.Config), parsed.GetValue(RuleSetup.Overrides) ?? []), []);
        string[] paths = parsed.GetValue(Paths) ?? [];
        var files = paths.Length == 0 ? RuleSetup.Files(options) : RuleFileFinder.Find(paths);
        if (files.Count == 0)
            throw new ConfigException($"no rules files were found in {string.Join(", ", paths)}");
        var result = new Linter(RuleSetup.Catalog(options)).Lint(files);
        if (options.JsonOutput)
            JsonOutput.WriteLine(Console.Out, json => LintJson.Write(json, result));
        else
            LintText.Write(Console.Out, result);
        return result.Count(LintSeverity.Error) > 0 || (parsed.GetValue(Strict) && result.Count(LintSeverity.Warning) > 0) ? 1 : 0;
    }
}
