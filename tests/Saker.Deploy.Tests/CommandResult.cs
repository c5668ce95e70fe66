using System.Diagnostics;

namespace Saker.Deploy.Tests;

/// <summary>What a program printed, and how it ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of.</param>
internal sealed record CommandResult(int Code, string Output, string Errors)
{
    /// <summary>Against what hangs: on a machine that has other things to do programs may take many times as long as usual.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);

    /// <summary>The same for what compresses packages and images of the whole program.</summary>
    private static readonly TimeSpan buildPatience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program to its end. Nobody answers what it asks.</summary>
    public static CommandResult Of(string program, params string[] arguments) => Within(patience, program, arguments);

    /// <summary>The same for a program that makes a package or an image.</summary>
    public static CommandResult OfBuild(string program, params string[] arguments) => Within(buildPatience, program, arguments);

    private static CommandResult Within(TimeSpan bound, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FALCO_K8S_NODE_NAME"] = "node-1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit(bound).Should().BeTrue($"{program} {string.Join(' ', arguments)} ends");
        return new CommandResult(process.ExitCode, output.Result, errors.Result);
    }
}
