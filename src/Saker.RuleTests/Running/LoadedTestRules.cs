using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Running;

/// <summary>The rules that a test file is about, with what its tests load on top of them.</summary>
internal sealed class LoadedTestRules
{
    private readonly TestFile file;
    private readonly Func<Rule, Rule> change;
    private readonly RuleFileLoader loader;
    private readonly IReadOnlyList<RuleFile> files;
    private readonly Dictionary<string, RuleMatcher> matchers = [];

    /// <param name="file">The test file.</param>
    /// <param name="change">What is done to each rule before the tests see it.</param>
    public LoadedTestRules(TestFile file, Func<Rule, Rule> change)
    {
        this.file = file;
        this.change = change;
        Catalog = new FieldCatalog(new FieldOptions { Hosts = file.Hosts });
        loader = new RuleFileLoader(LoadOptions.ForSyscalls(Catalog));
        files = [.. file.Rules.Select(path => new RuleFile(path, File.ReadAllText(path)))];
    }

    public FieldCatalog Catalog { get; }

    /// <summary>The matcher for a test.</summary>
    /// <exception cref="TestFileException">The rules have errors.</exception>
    public RuleMatcher For(RuleTest test)
    {
        if (matchers.TryGetValue(test.Overlay, out var known))
            return known;
        IEnumerable<RuleFile> all = test.Overlay.Length == 0 ? files : files.Append(new RuleFile(file.Path + " (with)", test.Overlay));
        var result = loader.Load(all);
        if (!result.Successful)
        {
            string errors = string.Join('\n', result.Files.Where(f => !f.Successful).Select(FindingText.Of).Concat(result.UnmetRequirements));
            throw new TestFileException(file.Path, test.Mark, "the rules cannot be loaded\n" + errors.TrimEnd());
        }

        // Machine code pays only for many events; a test has a handful.
        var options = new MatcherOptions { Matching = RuleMatching.All, Mode = EvaluationMode.Interpreted };
        return matchers[test.Overlay] = RuleMatcher.Compile(result.Rules.Rules.Where(r => r.Enabled).Select(change), options);
    }
}
