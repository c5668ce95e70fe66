using System.CommandLine;
using System.Runtime.InteropServices;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary><c>saker reload</c>: lets a running sensor read its configuration and rules anew.</summary>
internal static partial class ReloadCommand
{
    private const int Hangup = 1;

    private static readonly Option<string?> PidFile = new("--pidfile", "-P")
    {
        Description = "File that the sensor wrote its process id to. Default: the only process of that program is looked for.",
        HelpName = "file",
    };

    public static Command Create()
    {
        var command = new Command("reload", "Lets a running sensor read its configuration and rules anew, as the signal HUP does.") { PidFile };
        command.SetAction(parsed => Guard.Run(() => Reload(parsed.GetValue(PidFile))));
        return command;
    }

    private static int Reload(string? pidFile)
    {
        int process = pidFile is null ? RunningSensor.Find() : ProcessIdFile.Read(pidFile);
        if (SendSignal(process, Hangup) != 0)
            throw new ConfigException($"process {process} cannot be told: {Marshal.GetLastPInvokeErrorMessage()}");
        Console.WriteLine($"process {process} reads its configuration and rules anew; its log says what came of it");
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
