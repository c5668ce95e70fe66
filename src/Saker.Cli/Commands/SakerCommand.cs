using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

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

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Does everything except watching: checks configuration and rules." };

    /// <summary>Runs what the arguments ask for.</summary>
    /// <returns>Exit code: 0 for success and a clean stop, 1 for every error.</returns>
    public static int Run(string[] args)
    {
        var root = new RootCommand("Saker watches what processes and containers do and raises alerts by rules.")
        {
            RuleSetup.Config, RuleSetup.Rules, RuleSetup.Overrides, Validate, RunFlags.MaxSeconds, RunFlags.Unbuffered, DryRun,
            ConditionCommand.Create(), TestCommand.Create(), ExplainCommand.Create(), LintCommand.Create(), ReplayCommand.Create(), RecordCommand.Create(),
            ReloadCommand.Create(), DoctorCommand.Create(), ClusterCommand.Create(), ForwardCommand.Create(),
        };
        foreach (var option in DaemonFlags.All.Concat(InformationFlags.All))
            root.Options.Add(option);
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Description = "Prints this help and exits.";
        Validate.AllowMultipleArgumentsPerToken = false;
        foreach (var argument in Arguments(root))
            argument.Validators.Add(RefuseFlags);
        root.SetAction(parsed => Launch.Run(InformationFlags.Add(DaemonFlags.Add(RunFlags.Arguments(parsed), parsed), parsed) with
        {
            Validate = parsed.GetValue(Validate) ?? [],
            DryRun = parsed.GetValue(DryRun),
            CommandLine = string.Join(' ', args.Prepend("saker")),
        }));
        // A name that begins with @ is a name, and not that of a file of arguments.
        var result = root.Parse([.. args.SelectMany(SplitValue)], new ParserConfiguration { ResponseFileTokenReplacer = null });
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

    private static IEnumerable<Argument> Arguments(Command command) => command.Arguments.Concat(command.Subcommands.SelectMany(Arguments));

    /// <summary>A flag that nobody knows is no file: <c>record --al</c> would else record into a file of that name.</summary>
    private static void RefuseFlags(ArgumentResult argument)
    {
        foreach (var token in argument.Tokens.Where(t => t.Value.StartsWith('-')))
            argument.AddError($"Unrecognized option '{token.Value}'.");
    }

    private static IEnumerable<string> SplitValue(string argument) =>
        argument.Length > 2 && argument[0] == '-' && ShortFlagsWithValue.Contains(argument[1])
            ? [argument[..2], argument[2..]]
            : [argument];
}
