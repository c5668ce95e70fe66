using System.Diagnostics;

namespace Saker.Deploy.Tests;

/// <summary>Judges that others made, in Node.js: schemas of Kubernetes and of the Prometheus operator, and the grammar of Kusto.</summary>
internal static class Validators
{
    private static readonly string modules = Path.Combine(Places.Repository, "artifacts/validators/node_modules");
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);

    /// <summary>What a judge finds wrong, one finding a line; skips the test where there is none.</summary>
    /// <param name="script">Its file in the folder Validators.</param>
    /// <param name="input">What it is to judge, as it wants it.</param>
    public static string Findings(string script, string input)
    {
        Assert.SkipUnless(Directory.Exists(modules), "Node.js or its packages are not installed; tools/install-dependencies test does that");
        var start = new ProcessStartInfo("node", [Path.Combine(Places.Repository, "tests/Saker.Deploy.Tests/Validators", script), modules])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var findings = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit(patience).Should().BeTrue($"{script} ends");
        process.ExitCode.Should().Be(0, errors.Result);
        return findings.Result;
    }
}
