using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Files;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Running;

/// <summary>The rules that a test file is about, with what its tests load on top of them. Each such set is loaded once.</summary>
internal sealed class LoadedTestRules
{
    private readonly TestFile file;
    private readonly RuleFileLoader loader;
    private readonly IReadOnlyList<RuleFile> files;
    private readonly Dictionary<string, ImmutableArray<Rule>> byOverlay = [];

    /// <param name="file">The test file.</param>
    public LoadedTestRules(TestFile file)
    {
        this.file = file;
        Catalog = new FieldCatalog(new FieldOptions { Hosts = file.Hosts });
        loader = new RuleFileLoader(LoadOptions.ForSyscalls(Catalog));
        files = [.. file.Rules.Select(path => new RuleFile(path, File.ReadAllText(path)))];
    }

    /// <summary>The fields that the rules are bound to.</summary>
    public FieldCatalog Catalog { get; }

    /// <summary>The rules for a test, those that are enabled.</summary>
    /// <exception cref="TestFileException">They have errors.</exception>
    public ImmutableArray<Rule> For(RuleTest test)
    {
        if (byOverlay.TryGetValue(test.Overlay, out var known))
            return known;
        IEnumerable<RuleFile> all = test.Overlay.Length == 0 ? files : files.Append(new RuleFile(file.Path + " (with)", test.Overlay));
        var result = loader.Load(all);
        if (!result.Successful)
        {
            string errors = string.Join('\n', result.Files.Where(f => !f.Successful).Select(FindingText.Of).Concat(result.UnmetRequirements));
            throw new TestFileException(file.Path, test.Mark, "the rules cannot be loaded\n" + errors.TrimEnd());
        }

        return byOverlay[test.Overlay] = [.. result.Rules.Rules.Where(r => r.Enabled)];
    }
}
