using System.Globalization;
using System.Text;
using System.Text.Json;
using Saker.Authoring.Explaining;
using Saker.Authoring.Linting;
using Saker.Fields;
using Saker.Rules.Files;

namespace Saker.Authoring.Tests;

/// <summary>Whatever rules look like, lint and explain have something to say of them.</summary>
public sealed class AnyRulesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-any-rules").FullName;
    private readonly FieldCatalog catalog = new(new FieldOptions());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_case_of_the_conformance_tests_is_linted_and_explained()
    {
        var alert = RecordedAlert.Parse("""{"output_fields":{"evt.type":"openat","proc.name":"cat","fd.name":"/etc/shadow","fd.sip":"1.2.3.4","evt.rawres":3}}""");
        int explained = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "cases", "rules.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            string[] paths = [.. document.RootElement.GetProperty("files").EnumerateArray().Select(Write)];
            foreach (var finding in new Linter(catalog).Lint(paths).Findings)
                (finding.Line > 0 && finding.Column > 0 && finding.Message.Length > 0 && finding.Code.Remedy.Length > 0).Should().BeTrue(line);
            var rules = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).LoadFiles(paths).Rules;
            foreach (var rule in rules.Rules)
            {
                using var output = new StringWriter(CultureInfo.InvariantCulture);
                new ExplanationText(output).Write(RuleExplanation.Of(rule, rules).For(alert, catalog));
                output.ToString().Should().Contain(rule.Name, line);
                explained++;
            }
        }

        explained.Should().BeGreaterThan(100);
    }

    [Theory]
    [InlineData("(m{0} or not m{0})")]
    [InlineData("(m{0} or m{0})")]
    [InlineData("(m{0} and m{0})")]
    public void Macros_that_multiply_come_to_an_end(string next)
    {
        var text = new StringBuilder("- macro: m0\n  condition: (proc.name=a)\n");
        for (int i = 1; i < 15; i++)
            text.Append(CultureInfo.InvariantCulture, $"- macro: m{i}\n  condition: {string.Format(CultureInfo.InvariantCulture, next, i - 1)}\n");
        text.Append("- rule: r\n  desc: d\n  condition: evt.type=open and m14\n  output: x\n  priority: INFO\n");
        string path = Path.Combine(folder, "deep.yaml");
        File.WriteAllText(path, text.ToString());
        new Linter(catalog).Lint([path]).Findings.Should().NotBeEmpty();
        var rules = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).LoadFiles([path]).Rules;
        RuleExplanation.Of(rules.Rules.Single(), rules).Condition.Children.Should().HaveCount(2);
    }

    private string Write(JsonElement file)
    {
        string path = Path.Combine(folder, Path.GetFileName(file.GetProperty("name").GetString()!));
        File.WriteAllText(path, file.GetProperty("content").GetString());
        return path;
    }
}
