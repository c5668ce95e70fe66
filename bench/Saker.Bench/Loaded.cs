using System.Diagnostics;
using Saker.Fields;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;

namespace Saker.Bench;

/// <summary>Rules made ready to judge events, and how long that took.</summary>
internal sealed record Loaded(RuleMatcher Matcher, TimeSpan Loading, TimeSpan Compiling)
{
    /// <exception cref="InvalidOperationException">The rules have an error.</exception>
    public static Loaded From(IEnumerable<RuleFile> files, int indexFrom = 32)
    {
        var clock = Stopwatch.StartNew();
        var result = new RuleFileLoader(LoadOptions.ForSyscalls(new FieldCatalog(new FieldOptions()))).Load(files);
        if (!result.Successful)
            throw new InvalidOperationException(result.Files.SelectMany(f => f.Errors).First().Message);
        var loading = clock.Elapsed;
        var matcher = RuleMatcher.Compile(
            result.Rules.Rules.Where(r => r.Enabled), new MatcherOptions { Mode = EvaluationMode.Compiled, IndexFrom = indexFrom });
        return new Loaded(matcher, loading, clock.Elapsed - loading);
    }
}
