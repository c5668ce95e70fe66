using System.Globalization;
using System.Text;
using System.Text.Json;
using Saker.Authoring.Linting;
using Saker.Fields;

namespace Saker.Authoring.Tests;

/// <summary>What <c>saker lint</c> finds, where it finds it, and what it leaves alone.</summary>
public sealed class LinterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-lint").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_default_rules_are_clean()
    {
        var result = Lint([.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "rules"), "*.yaml").Order(StringComparer.Ordinal)]);
        result.Findings.Select(f => $"{f.Line} {f.Code.Name}: {f.Message}").Should().BeEmpty();
        result.Rules.Should().Be(25);
    }

    [Theory]
    [InlineData("evt.type=open and (proc.name=a and proc.name=b)", "LINT_RULE_NEVER_MATCHES")]
    [InlineData("evt.type=open and evt.type=close", "LINT_RULE_NEVER_MATCHES")]
    [InlineData("evt.type=open and proc.name in (a, b) and not proc.name in (a, b, c)", "LINT_RULE_NEVER_MATCHES")]
    [InlineData("evt.type=open and proc.name exists and not proc.name exists", "LINT_RULE_NEVER_MATCHES")]
    [InlineData("evt.type=open and not (proc.name=a or proc.name!=a)", "LINT_ALWAYS_TRUE")]
    [InlineData("evt.type in (open, openat) and (proc.name=x or (evt.type=open and evt.type=openat))", "LINT_ALWAYS_FALSE")]
    [InlineData("evt.type=open and (user.uid < 0 or proc.name=x)", "LINT_IMPOSSIBLE_VALUE")]
    [InlineData("evt.type=connect and fd.sport = 70000", "LINT_IMPOSSIBLE_VALUE")]
    [InlineData("evt.type=connect and fd.l4proto=TCP", "LINT_IMPOSSIBLE_VALUE")]
    [InlineData("evt.type=open and thread.cap_effective contains CAP_SYSADMIN", "LINT_IMPOSSIBLE_VALUE")]
    [InlineData("evt.type=open and not proc.args contains x", "LINT_ATTACKER_TEXT")]
    [InlineData("evt.type=open and not tolower(proc.cmdline) contains x", "LINT_ATTACKER_TEXT")]
    [InlineData("evt.type=open and not fd.name endswith .log", "LINT_ATTACKER_TEXT")]
    [InlineData("evt.type=open and not fd.name glob \"*/cache/*\"", "LINT_ATTACKER_TEXT")]
    [InlineData("evt.type=open and fd.name = \"/etc/*\"", "LINT_LITERAL_WILDCARD")]
    public void Mistakes_are_found(string condition, string code) => Find(condition).Select(f => f.Code.Name).Should().Equal(code);

    [Theory]
    [InlineData("evt.type=open and proc.name in (a, b) and proc.name!=b")]
    [InlineData("evt.type=open and proc.aname=a and proc.aname=b")]
    [InlineData("evt.type=open and (proc.name=a or not proc.name exists)")]
    [InlineData("evt.type=open and not proc.name in ()")]
    [InlineData("evt.type=open and user.uid >= 0")]
    [InlineData("evt.type=open and proc.cmdline contains x")]
    [InlineData("evt.type=open and not proc.cmdline=\"sh -c id\"")]
    [InlineData("evt.type=open and not fd.name startswith /var/log/")]
    [InlineData("evt.type=open and not (fd.name startswith /var/log/ and fd.name endswith .log)")]
    [InlineData("evt.type=open and not not proc.cmdline contains x")]
    [InlineData("evt.type=openat and evt.arg.flags contains \"O_RDWR|O_TRUNC\"")]
    [InlineData("evt.type=open and not proc.name glob \"x*\"")]
    [InlineData("evt.type=open and proc.name = proc-of-15-byte")]
    public void What_is_sound_is_left_alone(string condition) => Find(condition).Select(f => f.Code.Name + ": " + f.Message).Should().BeEmpty();

    [Fact]
    public void A_finding_stands_where_the_part_was_written()
    {
        string path = Write("rules.yaml", """
            - macro: excepted
              condition: >
                (proc.pname=sshd or
                 proc.cmdline contains ansible)

            - rule: Opens
              desc: Opens.
              condition: evt.type=open and not excepted
              output: Opened
              priority: NOTICE
            """);
        var finding = Lint(path).Findings.Should().ContainSingle().Subject;
        (finding.Line, finding.Column, finding.Item).Should().Be((4, 6, "macro 'excepted'"));
        finding.Snippet.Should().Be("     proc.cmdline contains ansible)\n     ^\n");
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        LintText.Write(output, Lint(path));
        output.ToString().Should().StartWith($"{path}:4:6: warning LINT_ATTACKER_TEXT: macro 'excepted': ").And.EndWith("1 rule: 0 errors, 1 warning, 0 notes\n");
    }

    [Theory]
    [InlineData("condition: \"evt.type=open and not proc.args contains x\"", 3, 37)]
    [InlineData("condition: |\n    evt.type=open\n    and not proc.args contains x", 5, 13)]
    [InlineData("condition: evt.type=open and\n    not proc.args contains x", 4, 9)]
    public void Places_are_found_in_every_style_of_YAML(string condition, int line, int column)
    {
        var finding = Lint(Write("rules.yaml", $"- rule: Opens\n  desc: Opens.\n  {condition}\n  output: Opened\n  priority: NOTICE\n")).Findings.Should().ContainSingle().Subject;
        (finding.Line, finding.Column).Should().Be((line, column));
    }

    [Fact]
    public void What_another_file_appends_is_told_there()
    {
        string rules = Write("rules.yaml", Rule("evt.type=open and fd.name=/x"));
        string more = Write("more.yaml", "- rule: Opens\n  condition: and not proc.args contains x\n  override: {condition: append}\n");
        var finding = Lint(rules, more).Findings.Should().ContainSingle().Subject;
        (finding.File, finding.Line, finding.Item).Should().Be((more, 2, "rule 'Opens'"));
    }

    [Fact]
    public void Exceptions_are_looked_at_too()
    {
        string path = Write("rules.yaml", Rule("evt.type=open") + """

              exceptions:
                - name: tools
                  fields: [proc.name, proc.cmdline]
                  comps: [=, contains]
                  values:
                    - [python3, ansible]
            """);
        Lint(path).Findings.Should().ContainSingle().Which.Item.Should().Be("exception 'tools' of rule 'Opens'");
    }

    [Fact]
    public void A_comment_with_a_reason_allows_a_finding()
    {
        string rule = Rule("evt.type=open and not proc.args contains x");
        Lint(Write("allowed.yaml", "# lint: allow LINT_ATTACKER_TEXT because nobody else runs here\n" + rule)).Should().Match<LintResult>(r => r.Findings.Count == 0 && r.Allowed == 1);
        Lint(Write("reason.yaml", "# lint: allow LINT_ATTACKER_TEXT\n" + rule)).Findings.Should().ContainSingle();
        Lint(Write("other.yaml", "# lint: allow LINT_ALWAYS_TRUE because of something\n" + rule)).Findings.Should().ContainSingle();
    }

    [Fact]
    public void Rules_that_do_not_load_are_told_as_loading_tells_them()
    {
        var finding = Lint(Write("rules.yaml", Rule("evt.type=open and proc.nmae=x"))).Findings.Should().ContainSingle().Subject;
        (finding.Code.Name, finding.Code.Severity, finding.Line).Should().Be(("LOAD_ERR_COMPILE_CONDITION", LintSeverity.Error, 3));
        finding.Code.Remedy.Should().NotBeEmpty();
    }

    [Fact]
    public void Programs_get_an_object()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            LintJson.Write(json, Lint(Write("rules.yaml", Rule("evt.type=open and not proc.args contains x"))));
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var root = document.RootElement;
        root.GetProperty("warnings").GetInt32().Should().Be(1);
        var finding = root.GetProperty("findings")[0];
        finding.GetProperty("code").GetString().Should().Be("LINT_ATTACKER_TEXT");
        finding.GetProperty("severity").GetString().Should().Be("warning");
        finding.GetProperty("line").GetInt32().Should().Be(3);
        finding.GetProperty("file").GetString().Should().EndWith("rules.yaml");
    }

    private static string Rule(string condition) => $"- rule: Opens\n  desc: Opens.\n  condition: {condition}\n  output: Opened\n  priority: NOTICE";

    private IReadOnlyList<LintFinding> Find(string condition) => Lint(Write("rules.yaml", Rule(condition))).Findings;

    private static LintResult Lint(params string[] paths) => new Linter(new FieldCatalog(new FieldOptions())).Lint(paths);

    private string Write(string name, string content)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
