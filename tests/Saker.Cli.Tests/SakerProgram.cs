using System.Diagnostics;
using System.Reflection;

namespace Saker.Cli.Tests;

/// <summary>Runs the program to its end.</summary>
internal static class SakerProgram
{
    /// <summary>Root of the repository.</summary>
    public static string Repository => Metadata("Repository");

    /// <summary>The program itself.</summary>
    public static string Executable => Metadata("Saker");

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => RunAs(Metadata("Saker"), arguments);

    /// <summary>Runs it as a user without any capability.</summary>
    public static (int ExitCode, string Output, string Error) RunUnprivileged(params string[] arguments) =>
        RunAs("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", "--bounding-set=-all", Metadata("Saker"), .. arguments]);

    /// <summary>Runs a line of a shell in a directory, in which <c>saker</c> is the program under test.</summary>
    public static (int ExitCode, string Output, string Error) RunShell(string directory, string line) => RunAs(
        "sh", ["-c", $"cd \"$1\" && PATH=\"$2:$PATH\" && {line}", "sh", directory, Path.GetDirectoryName(Metadata("Saker"))!]);

    /// <summary>Runs it where <c>/etc</c> has what a directory has and nothing else; skips the test where that cannot be arranged.</summary>
    public static (int ExitCode, string Output, string Error) RunWithEtc(string directory, params string[] arguments)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting takes root");
        const string script = "mount -t tmpfs none /etc && cp -r \"$0\"/. /etc && exec \"$@\"";
        return RunAs("unshare", ["--mount", "sh", "-c", script, directory, Metadata("Saker"), .. arguments]);
    }

    private static (int ExitCode, string Output, string Error) RunAs(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Programs that see another /etc find the runtime by it.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            process.Kill();
            throw new TimeoutException($"saker {string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string Metadata(string key) => typeof(SakerProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
