using System.Collections.Frozen;

namespace Saker.Cli.Commands;

/// <summary>Flags that Falco had once and that scripts still use: what took their place.</summary>
internal static class RemovedFlags
{
    private static readonly FrozenDictionary<string, string> replacements = new Dictionary<string, string>
    {
        ["-A"] = "-o base_syscalls.all=true",
        ["-b"] = "-o buffer_format_base64=true",
        ["-D"] = "-o 'rules[].disable.rule=NAME'",
        ["-e"] = "saker replay FILE",
        ["-S"] = "-o falco_libs.snaplen=BYTES",
        ["-s"] = "the metrics section of the configuration",
        ["-T"] = "-o 'rules[].disable.tag=TAG'",
        ["-t"] = "-o 'rules[].disable.rule=*' -o 'rules[].enable.tag=TAG'",
    }.ToFrozenDictionary();

    /// <summary>What to say to an argument that is no flag; null when it never was one.</summary>
    public static string? Explain(string argument) =>
        replacements.TryGetValue(argument, out string? instead) ? $"{argument} is no flag any more; use {instead}" : null;
}
