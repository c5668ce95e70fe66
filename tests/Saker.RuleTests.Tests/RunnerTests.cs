using System.Globalization;

namespace Saker.RuleTests.Tests;

/// <summary>What <c>saker test</c> says of tests that fail and of files that cannot be used.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("saker-rule-tests").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_failure_names_the_place_and_what_decided()
    {
        string output = Run("""
            rules: [rules.yaml]
            tests:
              - name: vim
                events: [exec: {by: systemd, exe: /usr/bin/vim}]
                expect: [Reader]
            """, out bool passed);
        passed.Should().BeFalse();
        output.Should().Contain("test.yaml:3: vim").And.Contain("expected: Reader")
            .And.Contain("proc.name in (cat, less): false, proc.name is \"vim\"").And.EndWith("0 passed, 1 failed\n");
    }

    [Fact]
    public void An_alert_too_many_is_a_failure()
    {
        Run("""
            rules: [rules.yaml]
            tests:
              - name: cat
                events: [exec: {by: systemd, exe: /usr/bin/cat}]
                expect: none
            """, out bool passed).Should().Contain("not expected: Reader, raised by event 2");
        passed.Should().BeFalse();
    }

    [Theory]
    [InlineData("fields: {proc.name: cat, proc.pname: systemd}", true)]
    [InlineData("fields: {proc.name: dog}", false)]
    [InlineData("count: 2", false)]
    public void Alerts_are_held_against_fields_and_counts(string what, bool fits)
    {
        Run($$"""
            rules: [rules.yaml]
            tests:
              - name: cat
                events: [exec: {by: systemd, exe: /usr/bin/cat}]
                expect: [{rule: Reader, {{what}}}]
            """, out bool passed);
        passed.Should().Be(fits);
    }

    [Theory]
    [InlineData("- {name: x, evnts: [], expect: none}", "needs either 'events' or a 'capture'")]
    [InlineData("- {name: x, events: [exec: {by: nobody, exe: /x}], expect: none}", ":3:35: there is no process 'nobody'")]
    [InlineData("- {name: x, events: [opn: {by: systemd}], expect: none}", "there is no event 'opn'")]
    [InlineData("- {name: x, events: [open: {by: systemd, flags: O_MAYBE}], expect: none}", "'O_MAYBE' is nothing that 'flags'")]
    [InlineData("- {name: x, events: [open: {by: systemd, pth: /x}], expect: none}", "'open' has no key 'pth'")]
    [InlineData("- {name: x, events: [open: {by: systemd}], expect: [Raeder]}", "there is no rule 'Raeder'")]
    [InlineData("- {name: x, events: [open: {by: systemd}]}", "needs 'expect' or 'never'")]
    [InlineData("- {name: x, given: {containers: {web: {}}}, events: [open: {by: systemd}], expect: none}", ":3:41: container 'web' needs 'image'")]
    [InlineData("- {name: x, given: {containers: {web: {image: a, tag: b}}}, events: [open: {by: systemd}], expect: none}", "container 'web' has no key 'tag'")]
    public void Mistakes_are_errors(string test, string message)
    {
        Run($"rules: [rules.yaml]\ntests:\n  {test}\n", out bool passed).Should().Contain("Error: ").And.Contain(message);
        passed.Should().BeFalse();
    }

    [Fact]
    public void Containers_have_the_images_that_a_test_names()
    {
        Run("""
            rules: [rules.yaml]
            containers: {web: {image: "registry:5000/shop:1.2"}}
            processes: [{name: web, container: web}, {name: other, container: other}]
            tests:
              - name: known
                events: [exec: {by: web, exe: /usr/bin/cat}]
                expect:
                  - rule: Reader
                    fields: {container.image: "registry:5000/shop:1.2", container.image.repository: "registry:5000/shop", container.image.tag: "1.2"}
              - name: not known
                events: [exec: {by: other, exe: /usr/bin/cat}]
                expect: [{rule: Reader, fields: {container.image.repository: <NA>}}]
              - name: the host
                events: [exec: {by: systemd, exe: /usr/bin/cat}]
                expect: [{rule: Reader, fields: {container.image.repository: ""}}]
            """, out bool passed).Should().Be("3 passed, 0 failed\n");
        passed.Should().BeTrue();
    }

    [Fact]
    public void Examples_of_the_documentation_pass()
    {
        string[] blocks = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules.md")).Split("```yaml\n");
        string[] examples = [.. blocks.Skip(1).Select(b => b[..b.IndexOf("```", StringComparison.Ordinal)]).Where((b, i) => i == 0 || b.StartsWith("rules:", StringComparison.Ordinal))];
        File.WriteAllText(Path.Combine(folder, "web.yaml"), examples[0]);
        Directory.CreateDirectory(Path.Combine(folder, "tests"));
        for (int i = 1; i < examples.Length; i++)
            File.WriteAllText(Path.Combine(folder, "tests", $"{i}.yaml"), examples[i]);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        RuleTestRun.Run([folder], output).Should().BeTrue(output.ToString());
    }

    private string Run(string tests, out bool passed)
    {
        File.WriteAllText(Path.Combine(folder, "rules.yaml"), """
            - rule: Reader
              desc: Somebody reads.
              condition: evt.type=execve and proc.name in (cat, less)
              output: Read by %proc.name
              priority: NOTICE
            """);
        File.WriteAllText(Path.Combine(folder, "test.yaml"), tests);
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        passed = RuleTestRun.Run([Path.Combine(folder, "test.yaml")], output);
        return output.ToString();
    }
}
