using Saker.Kernel;

namespace Saker.Cli.Commands;

/// <summary>Explains a start that failed: what this machine lacks, and how to get it.</summary>
internal static class PreflightReport
{
    /// <summary>Looks for what the probe needs and writes what is missing; the failure itself when nothing is.</summary>
    public static void Explain(TextWriter output, Exception failure)
    {
        var fatal = Preflight.Run().Where(f => f.Severity == FindingSeverity.Fatal).ToArray();
        foreach (var finding in fatal)
            output.WriteLine($"Error: {finding.Check}: {finding.Message}\n       {finding.Remedy}");
        if (fatal.Length == 0)
            output.WriteLine($"Error: {failure.Message}");
    }
}
