using System.CommandLine;
using Saker.Forwarder;
using Saker.Forwarder.Checks;

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
        var check = new Command(
            "check", "Tries a configuration, the forwarder's or a sensor's that forwards by itself: the hosts of every output, its credentials, and a test alert to each; whether the logs that it reads answer.") { Config };
        check.SetAction(parsed => Guard.Run(() => Check(parsed.GetValue(Config))));
        var command = new Command("forward", "Takes alerts from sensors and delivers them to wherever they are wanted.") { Config, check };
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

    private static int Check(string? config)
    {
        var checking = config is not null && Forwarding.Find(config) is { } forward
            ? ForwarderCheck.RunAsync(forward.Keys, forward.File, Environment.GetEnvironmentVariable, Warn, CancellationToken.None)
            : ForwarderCheck.RunAsync(config, Environment.GetEnvironmentVariable, Warn, CancellationToken.None);
        var results = checking.GetAwaiter().GetResult();
        if (results.Count == 0)
        {
            Console.Error.WriteLine("Error: no output is configured");
            return 1;
        }

        foreach (string line in CheckTable.Of(results))
            Console.WriteLine(line);
        return results.All(r => r.IsWell) ? 0 : 1;
    }

    private static void Warn(string what) => Console.Error.WriteLine($"Warning: {what}");

    private static void Say(string what) => Console.Error.WriteLine($"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ} forward: {what}");
}
