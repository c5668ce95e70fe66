using System.CommandLine;
using Saker.Forwarder;
using Saker.Forwarder.Configuration;

namespace Saker.Cli.Commands;

/// <summary><c>saker forward</c>: alerts to wherever people look.</summary>
internal static class ForwardCommand
{
    private static readonly Option<string?> Config = new("--config-file", "-c")
    {
        Description = "Configuration in YAML. Environment variables win over it.",
        HelpName = "file",
    };

    public static Command Create()
    {
        var command = new Command("forward", "Takes alerts from sensors and delivers them to wherever they are wanted.") { Config };
        command.SetAction(parsed => Guard.Run(() => Run(parsed.GetValue(Config))));
        return command;
    }

    private static int Run(string? config)
    {
        using var stopped = new ManualResetEventSlim();
        using var signals = Signals.ToStop(stopped.Set);
        var run = ForwarderRun.StartAsync(config, Environment.GetEnvironmentVariable, Say).GetAwaiter().GetResult();
        stopped.Wait();
        run.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return 0;
    }

    private static void Say(string what) => Console.Error.WriteLine($"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} forward: {what}");
}
