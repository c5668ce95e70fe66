using System.Diagnostics;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>Runs commands and waits for them.</summary>
internal static class Shell
{
    /// <summary>Runs a program; its output is the result.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments) =>
        RunIn(null, program, arguments);

    public static (int ExitCode, string Output, string Error) RunIn(string? directory, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs a shell script that must succeed.</summary>
    public static string Script(string text)
    {
        var (code, output, error) = Run("/bin/sh", "-ec", text);
        return code == 0 ? output : throw new InvalidOperationException($"script failed with {code}: {error}\n{text}");
    }
}
