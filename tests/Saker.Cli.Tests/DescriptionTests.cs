using System.Text.Json;

namespace Saker.Cli.Tests;

/// <summary>Rules described as JSON, and conditions as trees.</summary>
public sealed class DescriptionTests : IDisposable
{
    private const string Rules = """
        - list: shells
          items: [sh, bash]
        - macro: spawned
          condition: evt.type in (execve, execveat)
        - rule: Shell started
          desc: A shell was started.
          condition: spawned and proc.name in (shells)
          output: Shell (%proc.name)
          priority: NOTICE
          tags: [host]
          exceptions:
            - name: parents
              fields: [proc.pname]
              values: [[cron]]
        - rule: Other
          desc: Another one.
          condition: evt.type = close
          output: x
          priority: INFO
        """;

    private readonly string file = Path.GetTempFileName();

    public DescriptionTests() => File.WriteAllText(file, Rules);

    public void Dispose() => File.Delete(file);

    [Fact]
    public void One_rule_is_described_as_written_and_as_it_is_judged()
    {
        var rule = Json("-r", file, "-l", "Shell started").GetProperty("rules").EnumerateArray().Should().ContainSingle().Subject;
        var (info, details) = (rule.GetProperty("info"), rule.GetProperty("details"));
        info.GetProperty("condition").GetString().Should().Be("spawned and proc.name in (shells)");
        info.GetProperty("priority").GetString().Should().Be("Notice");
        Texts(info, "tags").Should().Equal("host");
        details.GetProperty("condition_compiled").GetString().Should()
            .Be("((evt.type in (execve, execveat) and proc.name in (sh, bash)) and not proc.pname = cron)");
        Texts(details, "events").Should().Equal("asyncevent", "execve", "execveat");
        Texts(details, "condition_fields").Should().Equal("evt.type", "proc.name", "proc.pname");
        Texts(details, "macros").Should().Equal("spawned");
        Texts(details, "lists").Should().Equal("shells");
        Texts(details, "exception_names").Should().Equal("parents");
    }

    [Fact]
    public void All_rules_are_described_with_their_macros_and_lists()
    {
        var all = Json("-r", file, "-L");
        Names(all, "rules").Should().Equal("Shell started", "Other");
        Names(all, "macros").Should().Equal("spawned");
        Names(all, "lists").Should().Equal("shells");
        Texts(all.GetProperty("lists")[0].GetProperty("details"), "items_compiled").Should().Equal("sh", "bash");
    }

    [Fact]
    public void A_rule_that_does_not_exist_is_an_error()
    {
        var result = SakerProgram.Run("-r", file, "-l", "None", "-o", "json_output=true");
        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("there is no rule 'None'");
    }

    [Fact]
    public void A_condition_is_shown_as_a_tree()
    {
        var result = SakerProgram.Run("condition", "parse", "not proc.name = a and fd.num > 3");
        result.ExitCode.Should().Be(0);
        var tree = JsonElement.Parse(result.Output);
        tree.GetProperty("node").GetString().Should().Be("and");
        var children = tree.GetProperty("children");
        children[0].GetProperty("node").GetString().Should().Be("not");
        children[1].GetProperty("op").GetString().Should().Be(">");
        children[1].GetProperty("left").GetProperty("name").GetString().Should().Be("fd.num");
        children[1].GetProperty("pos").GetProperty("col").GetInt32().Should().Be(23);
    }

    [Theory]
    [InlineData("proc.name = a and", "1:18:")]
    [InlineData("proc.name = a\nand (fd.num > 3", "2:16:")]
    [InlineData("proc.name like a", "1:")]
    public void What_is_no_condition_is_refused_with_its_place(string condition, string place)
    {
        var result = SakerProgram.Run("condition", "parse", condition);
        result.ExitCode.Should().Be(1);
        result.Output.Should().BeEmpty();
        result.Error.Should().StartWith($"Error: {place}");
    }

    private static JsonElement Json(params string[] arguments)
    {
        var result = SakerProgram.Run([.. arguments, "-o", "json_output=true"]);
        result.ExitCode.Should().Be(0, result.Error);
        return JsonElement.Parse(result.Output);
    }

    private static IEnumerable<string?> Texts(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(e => e.GetString());

    private static IEnumerable<string?> Names(JsonElement element, string kind) =>
        element.GetProperty(kind).EnumerateArray().Select(e => e.GetProperty("info").GetProperty("name").GetString());
}
