using Saker.Fields;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;

namespace Saker.Fuzz;

/// <summary>Rules files, loaded, described and made ready to judge events.</summary>
public sealed class RulesTarget : IFuzzTarget
{
    private readonly LoadOptions options = LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions()));

    /// <inheritdoc/>
    public string Name => "rules";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words { get; } =
    [
        "- rule: ", "- macro: ", "- list: ", "  items: [", "  condition: ", "  output: ", "  desc: ", "  priority: ", "  tags: [", "  exceptions:\n",
        "    - name: ", "      fields: [", "      comps: [", "      values:\n", "  override:\n", "    condition: append\n", "    items: replace\n",
        "  append: true\n", "  enabled: false\n", "  source: ", "  warn_evttypes: false\n", "  skip-if-unknown-filter: true\n",
        "- required_engine_version: ", "- required_plugin_versions:\n", "  - name: ", "    version: ", "    alternatives: ", "evt.type = open",
        "proc.name in (l)", "not m", "m and m", "%proc.name", "%10fd.name", "%toupper(", "%", "INFO", "CRITICAL", "0.31.0", "&a ", "*a", "!!str ",
        "|\n", ">\n", "---\n", "{", "}", "[", "]", ", ", ": ", "\"", "'", "#", "\t", "\n", "  ", "<<: *a\n", "? ", "é", "\0", "\\",
    ];

    /// <inheritdoc/>
    public string Take(string input)
    {
        var result = new RuleFileLoader(options).Load([new RuleFile("fuzz.yaml", input)]);
        var file = result.Files.Single();
        foreach (var finding in file.Errors.Concat(file.Warnings))
            _ = finding.ToString();
        if (file.Errors.IsEmpty && !result.Successful)
            return "plugin missing";
        if (!result.Successful)
            return $"{file.Errors[0].Code}: {file.Errors[0].Message[..Math.Min(20, file.Errors[0].Message.Length)]}";
        RuleMatcher.Compile(result.Rules.Rules, new MatcherOptions { Mode = EvaluationMode.Compiled, IndexFrom = 0, CompileFrom = 0 });
        return $"{result.Rules.Rules.Length} rules, {file.Warnings.Select(w => w.Code).Distinct().Count()} kinds of warning";
    }
}
