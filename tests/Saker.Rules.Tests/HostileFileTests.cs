using System.Text;
using CsCheck;
using Saker.Fuzz;
using Saker.Rules.Files;

namespace Saker.Rules.Tests;

/// <summary>Nothing in a file may throw, hang or exhaust the machine.</summary>
public class HostileFileTests
{
    [Fact]
    public void Deep_nesting_is_refused() =>
        Load.OnlyError(new string('[', 100_000)).Code.Should().Be(FindingCode.YamlParse);

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var yaml = new StringBuilder("- a: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++)
            yaml.Append($"- a: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        Load.OnlyError(yaml.ToString()).Code.Should().Be(FindingCode.YamlParse);
    }

    [Fact]
    public void Macros_that_multiply_are_refused()
    {
        var yaml = new StringBuilder("- macro: m0\n  condition: evt.num = 1\n");
        for (int i = 1; i < 60; i++)
            yaml.Append($"- macro: m{i}\n  condition: m{i - 1} and m{i - 1}\n");
        Load.OnlyError(yaml + Load.Rule("m59")).Message.Should().Contain("once its macros are expanded");
    }

    [Fact]
    public void Lists_that_multiply_are_refused()
    {
        string items = string.Join(", ", Enumerable.Repeat(new string('x', 2000), 100));
        string names = string.Join(", ", Enumerable.Repeat("a", 1000));
        Load.OnlyError($"- list: a\n  items: [{items}]\n" + Load.Rule($"proc.name in ({names})")).Message
            .Should().Contain("once its lists are expanded");
    }

    [Fact]
    public void Conditions_that_nest_deeply_are_refused()
    {
        string nested = new string('(', 50_000) + "evt.num = 1" + new string(')', 50_000);
        Load.OnlyError(Load.Rule(nested)).Message.Should().Be("exceeded max depth limit of 1000");
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not (", ")")]
    [InlineData("evt.num = 1 and (", ")")]
    [InlineData("toupper(", ")")]
    public void Conditions_that_nest_a_hundred_thousand_deep_are_refused_at_once(string open, string close)
    {
        string text = string.Concat(Enumerable.Repeat(open, 100_000)) + "evt.num = 1" + string.Concat(Enumerable.Repeat(close, 100_000));
        Soon.Within(TimeSpan.FromSeconds(5), () => Load.Yaml(Load.Rule(text)).Successful.Should().BeFalse());
    }

    [Theory]
    [InlineData("[[:]", ":", true)]
    [InlineData("[[:]+", "[[", true)]
    [InlineData("[[:]", "a", false)]
    public void A_bracket_and_a_colon_need_not_open_a_class(string pattern, string text, bool matches)
    {
        var catalog = new FakeCatalog();
        catalog.Set("fd.name", text);
        Load.Yaml(catalog, Load.Rule($"evt.type = openat and fd.name regex '{pattern}'")).Rules.Rules[0]
            .Predicate.Evaluate(TestEvents.Of(Events.EventCode.SyscallOpenat_2X)).Should().Be(matches);
    }

    [Fact]
    public void A_hundred_thousand_negations_take_no_time()
    {
        string rule = Load.Rule(string.Concat(Enumerable.Repeat("not ", 100_000)) + "evt.num = 1");
        Soon.Within(TimeSpan.FromSeconds(5), () => Load.Yaml(rule).Files.Should().ContainSingle());
    }

    [Theory]
    [InlineData("(((((a{30}){30}){30}){30}){30})")]
    [InlineData("((a{0,1000}){0,1000}){0,1000}")]
    [InlineData("(x+x+)+y")]
    [InlineData("(.*a){200}")]
    public void Patterns_that_explode_are_refused_or_linear(string pattern)
    {
        var catalog = new FakeCatalog();
        catalog.Set("fd.name", new string('x', 4_000));
        Soon.Within(TimeSpan.FromSeconds(10), () =>
        {
            var rules = Load.Yaml(catalog, Load.Rule($"evt.type = openat and fd.name regex '{pattern}'"));
            if (rules.Successful)
                rules.Rules.Rules[0].Predicate.Evaluate(TestEvents.Of(Events.EventCode.SyscallOpenat_2X)).Should().BeFalse();
        });
    }

    [Theory]
    [InlineData("condition")]
    [InlineData("rules")]
    public void Mutated_inputs_are_taken_or_refused(string name)
    {
        IFuzzTarget target = name == "condition" ? new ConditionTarget() : new RulesTarget();
        var result = new Fuzzer(target, Seeds.Of(target), seed: 1).Run(inputs: 2_000, TimeSpan.FromSeconds(4));
        result.Finding.Should().BeNull(result.Input);
        result.Inputs.Should().BePositive();
    }

    [Fact]
    public void Patterns_take_linear_time()
    {
        var catalog = new FakeCatalog();
        catalog.Set("fd.name", new string('a', 20_000));
        string glob = string.Concat(Enumerable.Repeat("*a", 50)) + "b";
        var rules = Load.Yaml(catalog, Load.Rule($"evt.type = openat and (fd.name glob '{glob}' or fd.name regex '(a|aa)*b')"));
        Soon.Within(TimeSpan.FromSeconds(5), () => rules.Rules.Rules[0].Predicate.Evaluate(TestEvents.Of(Events.EventCode.SyscallOpenat_2X)).Should().BeFalse());
    }

    [Fact]
    public void Files_that_cannot_be_read_are_findings()
    {
        string directory = Directory.CreateTempSubdirectory("saker-rules").FullName;
        try
        {
            string large = Path.Combine(directory, "large.yaml");
            using (var stream = File.Create(large))
                stream.SetLength(65L * 1024 * 1024);
            var result = new RuleFileLoader(LoadOptions.ForSyscalls(new FakeCatalog()))
                .LoadFiles([directory, Path.Combine(directory, "none.yaml"), large]);
            result.Files.Should().OnlyContain(f => f.Errors.Single().Code == FindingCode.FileRead);
            result.Files[0].Errors[0].Message.Should().EndWith("is a directory");
            result.Files[2].Errors[0].Message.Should().EndWith("is larger than 64 MB");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Theory]
    [InlineData("- list: l\n  items: [ITEMS]\n")]
    [InlineData("- macro: m\n  condition: proc.name in (ITEMS)\n")]
    public void Loading_may_be_ended_midway(string yaml)
    {
        int looks = 0;
        string items = string.Join(", ", Enumerable.Range(0, 50_000).Select(i => $"item{i}"));
        FluentActions.Invoking(() => LoadBrake.Within(
            () =>
            {
                if (++looks == 20)
                    throw new InsufficientMemoryException("enough");
            },
            () => Load.Yaml(yaml.Replace("ITEMS", items, StringComparison.Ordinal)))).Should().Throw<InsufficientMemoryException>();
        looks.Should().Be(20);
        Load.Yaml(yaml.Replace("ITEMS", items, StringComparison.Ordinal)).Successful.Should().BeTrue();
        looks.Should().Be(20, "nobody looks any more");
    }

    [Fact]
    public void Garbage_is_a_finding() => Gen.Byte.Array[0, 300].Sample(
        bytes => Load.Yaml(Encoding.UTF8.GetString(bytes)).Files.Should().ContainSingle(), iter: 2000, threads: 1);

    [Fact]
    public void Damaged_rules_are_findings()
    {
        const string Yaml = "- list: l\n  items: [a, \"b c\"]\n- macro: m\n  condition: proc.name in (l) or fd.name regex '(a|b)*'\n"
            + "- rule: probe\n  desc: d\n  output: \"%proc.name %10toupper(fd.name)\"\n  priority: INFO\n  condition: evt.type = openat and not m\n"
            + "  exceptions:\n    - name: e\n      fields: [proc.name]\n      values: [[x]]\n";
        Gen.Select(Gen.Int[0, Yaml.Length - 1], Gen.OneOf("()[]{}'\"\\%:,-&*\n\t\0 x\u00e9".ToCharArray()), Gen.Int[0, 2]).Array[1, 4].Sample(
            edits =>
            {
                var text = new StringBuilder(Yaml);
                foreach (var (at, character, kind) in edits)
                {
                    int place = Math.Min(at, text.Length - 1);
                    if (kind == 0)
                        text.Remove(place, 1);
                    else if (kind == 1)
                        text.Insert(place, character);
                    else
                        text[place] = character;
                }

                Load.Yaml(text.ToString()).Files.Should().ContainSingle();
            },
            iter: 3000,
            threads: 1);
    }
}
