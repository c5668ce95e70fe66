using Saker.Authoring.Linting;
using Saker.Fields;

namespace Saker.Authoring.Tests;

/// <summary>Every kind of finding has a page, and what the page says is so.</summary>
public sealed class FindingPageTests : IDisposable
{
    private static readonly string Pages = Path.Combine(AppContext.BaseDirectory, "findings");

    private readonly string folder = Directory.CreateTempSubdirectory("saker-findings").FullName;

    public static TheoryData<string> Codes => [.. AllCodes.Select(c => c.Name)];

    private static IEnumerable<LintCode> AllCodes => LintCode.All.Concat(LoadRemedies.Codes.Select(LintCode.Of));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_page_is_about_a_code() => Directory.GetFiles(Pages, "L*.md").Select(Path.GetFileNameWithoutExtension)
        .Should().BeEquivalentTo(AllCodes.Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_shows_what_triggers_the_finding_and_how_it_is_mended(string code)
    {
        string page = File.ReadAllText(Path.Combine(Pages, code + ".md"));
        var severity = AllCodes.Single(c => c.Name == code).Severity;
        page.Should().StartWith($"# {code}\n\n{severity}. ");
        if (code == "LOAD_ERR_FILE_READ")
        {
            Lint(Path.Combine(folder, "nowhere.yaml")).Should().ContainSingle().Which.Code.Name.Should().Be(code);
            return;
        }

        string[] examples = [.. page.Split("```yaml\n").Skip(1).Take(2).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)])];
        Lint(Write("bad.yaml", examples[0])).Select(f => f.Code.Name).Should().Contain(code);
        Lint(Write("good.yaml", examples[1])).Select(f => f.Code.Name + ": " + f.Message).Should().BeEmpty();
    }

    [Fact]
    public void The_list_of_pages_is_complete()
    {
        string index = File.ReadAllText(Path.Combine(Pages, "README.md"));
        foreach (var code in AllCodes)
            index.Should().Contain($"[{code.Name}]({code.Name}.md)");
    }

    private static IReadOnlyList<LintFinding> Lint(string path) => new Linter(new FieldCatalog(new FieldOptions())).Lint([path]).Findings;

    private string Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
