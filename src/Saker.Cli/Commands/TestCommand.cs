using System.CommandLine;
using System.Runtime.InteropServices;
using Saker.RuleTests;

namespace Saker.Cli.Commands;

/// <summary><c>saker test</c>: unit tests of rules.</summary>
internal static class TestCommand
{
    private static readonly Argument<string[]> Paths = new("files")
    {
        Description = "Test files, or directories: every .yaml file in a directory 'tests' below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Watch = new("--watch") { Description = "Runs the tests again whenever they or their rules change." };

    public static Command Create()
    {
        var command = new Command("test", "Runs unit tests of rules.") { Paths, Watch };
        command.SetAction(parsed => Run(parsed.GetValue(Paths) ?? [], parsed.GetValue(Watch)));
        return command;
    }

    private static int Run(string[] paths, bool watch)
    {
        if (!watch)
            return RuleTestRun.Run(paths, Console.Out) ? 0 : 1;
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        return RuleTestWatch.Run(paths, Console.Out, stop.Token) ? 0 : 1;
    }
}
