using System.CommandLine;
using System.CommandLine.Help;

namespace Saker.Cli.Commands;

/// <summary>The command line: Falco's flags with Falco's meaning on the root command.</summary>
internal static class SakerCommand
{
    // Flags whose value may follow without a blank, as in -pc or -ojson_output=true.
    private const string ShortFlagsWithValue = "crolVMpP";

    private static readonly Option<string[]> Validate = new("--validate", "-V")
    {
        Description = "Checks rules files and exits; may be given several times.",
        HelpName = "rules_file",
    };

    private static readonly Option<bool> ListRules = new("-L") { Description = "Prints names and descriptions of all rules and exits; everything about them with json_output." };

    private static readonly Option<string?> ListRule = new("-l") { Description = "The same for one rule.", HelpName = "rule" };

    private static readonly Option<string?> ListFields = new("--list")
    {
        Description = "Prints the fields that conditions and outputs may name, and exits.",
        HelpName = "source",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> NamesOnly = new("-N") { Description = "With --list: names alone." };

    private static readonly Option<bool> ListEvents = new("--list-events") { Description = "Prints the events and their parameters and exits." };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "Format of --list and --list-events: text, markdown or json.",
        HelpName = "format",
    };

    private static readonly Option<bool> Markdown = new("--markdown") { Description = "The same as --format markdown; no longer used." };

    private static readonly Option<bool> Version = new("--version") { Description = "Prints versions and exits." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Does everything except watching: checks configuration and rules." };

    private static readonly Option<bool> RuleSchema = new("--rule-schema") { Description = "Prints the JSON schema of rules files and exits." };

    private static readonly Option<bool> ConfigSchema = new("--config-schema") { Description = "Prints the JSON schema of configuration files and exits." };

    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>Exit code: 0 for success and a clean stop, 1 for every error.</returns>
    public static int Run(string[] args)
    {
        var root = new RootCommand("Saker watches what processes and containers do and raises alerts by rules.")
        {
            RuleSetup.Config, RuleSetup.Rules, RuleSetup.Overrides, Validate, ListRules, ListRule, ListFields, NamesOnly, ListEvents, Format, Markdown, Version,
            RunFlags.MaxSeconds, RunFlags.Unbuffered, DryRun, RuleSchema, ConfigSchema, ConditionCommand.Create(),
        };
        root.Subcommands.Add(TestCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(LintCommand.Create());
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(RecordCommand.Create());
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Description = "Prints this help and exits.";
        Validate.AllowMultipleArgumentsPerToken = false;
        root.SetAction(parsed => Launch.Run(RunFlags.Arguments(parsed) with
        {
            Validate = parsed.GetValue(Validate) ?? [],
            ListRules = parsed.GetValue(ListRules),
            ListRule = parsed.GetValue(ListRule),
            ListFields = parsed.GetResult(ListFields) is not null,
            ListSource = parsed.GetValue(ListFields),
            NamesOnly = parsed.GetValue(NamesOnly),
            ListEvents = parsed.GetValue(ListEvents),
            Format = parsed.GetValue(Format),
            Markdown = parsed.GetValue(Markdown),
            Version = parsed.GetValue(Version),
            DryRun = parsed.GetValue(DryRun),
            RuleSchema = parsed.GetValue(RuleSchema),
            ConfigSchema = parsed.GetValue(ConfigSchema),
        }));
        var result = root.Parse([.. args.SelectMany(SplitValue)]);
        if (result.Errors.Count > 0)
        {
            string[] removed = [.. result.UnmatchedTokens.Select(RemovedFlags.Explain).OfType<string>()];
            foreach (string error in removed.Length > 0 ? removed : result.Errors.Select(e => e.Message))
                Console.Error.WriteLine($"Error: {error}");
            Console.Error.WriteLine("Try: saker --help");
            return 1;
        }

        return result.Invoke();
    }

    private static IEnumerable<string> SplitValue(string argument) =>
        argument.Length > 2 && argument[0] == '-' && ShortFlagsWithValue.Contains(argument[1])
            ? [argument[..2], argument[2..]]
            : [argument];
}
