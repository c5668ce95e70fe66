using System.Globalization;
using System.Text;
using System.Text.Json;
using Saker.Authoring.Explaining;
using Saker.Events;
using Saker.Events.Tests.Captures;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Files;

namespace Saker.Authoring.Tests;

/// <summary>What <c>saker explain</c> says of rules, and of events that they matched or did not.</summary>
public sealed class ExplanationTests : IDisposable
{
    private const string Rules = """
        - list: readers
          items: [cat, less]

        - macro: opened
          condition: (evt.type in (open, openat) and fd.num>=0)

        - macro: never
          condition: (evt.num=0)

        - rule: Secrets
          desc: Somebody reads secrets.
          condition: opened and fd.name startswith /etc/ and proc.name in (readers, vim) and not never
          output: Read by %proc.name file=%fd.name %evt.type %fd.num
          priority: NOTICE
          tags: [T1555]
          exceptions:
            - name: parents
              fields: [proc.pname, user.name]
              values:
                - [sshd, root]
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("saker-explain").FullName;
    private readonly FieldCatalog catalog = new(new FieldOptions());
    private readonly RuleSet rules;

    public ExplanationTests()
    {
        string path = Path.Combine(folder, "rules.yaml");
        File.WriteAllText(path, Rules);
        var result = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).LoadFiles([path]);
        result.Successful.Should().BeTrue();
        rules = result.Rules;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_rule_is_a_tree_in_which_macros_and_lists_are_named() => Text(Explain()).Should().EndWith("""
          Somebody reads secrets.
          priority   notice
          tags       T1555
          events     open, openat
          fields     evt.num, evt.type, fd.name, fd.num, proc.name, proc.pname, user.name
          exceptions parents

        and
          and
            macro opened (rules.yaml:4)
              and
                evt.type in (open, openat)
                fd.num >= 0
            fd.name startswith /etc/
            proc.name in (readers, vim)
              list readers (rules.yaml:1): cat, less
            not
              macro never (rules.yaml:7)
                evt.num = 0
          not
            exception parents (rules.yaml:17)
              and
                proc.pname = sshd
                user.name = root

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void An_alert_tells_why_it_was_raised()
    {
        string text = Text(Explain().For(RecordedAlert.Parse(
            """{"rule":"Secrets","output_fields":{"evt.type":"openat","fd.name":"/etc/shadow","fd.num":3,"proc.name":"cat","proc.pname":"bash","user.name":null}}"""), catalog));
        text.Should().Contain("\nmatches:\ntrue    and\n")
            .And.Contain("fd.num >= 0: fd.num is \"3\"\n")
            .And.Contain("proc.pname = sshd: proc.pname is \"bash\"\n")
            .And.Contain("missing         user.name = root: user.name has no value\n")
            .And.Contain("false           evt.num = 0: evt.num is not told\n");
    }

    [Fact]
    public void What_an_alert_does_not_tell_is_left_open()
    {
        var explanation = Explain().For(RecordedAlert.Parse("""{"output_fields":{"evt.type":"open","proc.name":"cat"}}"""), catalog);
        explanation.Answered!.Answer.Should().Be(Answer.Unknown);
        Text(explanation).Should().Contain("cannot be told").And.Contain("unknown     fd.name startswith /etc/: fd.name is not told\n");
        Explain().For(RecordedAlert.Parse("""{"output_fields":{"evt.type":"close"}}"""), catalog).Answered!.Answer.Should().Be(Answer.False);
    }

    [Theory]
    [InlineData("nothing", "is no JSON")]
    [InlineData("[]", "has no 'output_fields'")]
    [InlineData("{\"rule\":\"x\"}", "has no 'output_fields'")]
    public void What_is_no_alert_is_refused(string line, string message) =>
        FluentActions.Invoking(() => RecordedAlert.Parse(line)).Should().Throw<FormatException>().WithMessage($"*{message}*");

    [Fact]
    public void Values_are_understood_as_alerts_print_them()
    {
        var rule = Load("evt.type=connect and fd.sip=1.2.3.4 and fd.sport=443 and proc.aname=sshd and evt.failed=true", out var loaded);
        var explanation = RuleExplanation.Of(rule, loaded).For(RecordedAlert.Parse(
            """{"output_fields":{"evt.type":"connect","fd.sip":"1.2.3.4","fd.sport":443,"proc.aname":"bash sshd systemd","evt.failed":true}}"""), catalog);
        explanation.Answered!.Answer.Should().Be(Answer.True, Text(explanation));
    }

    [Fact]
    public void An_event_of_a_capture_is_answered_in_full()
    {
        string path = Path.Combine(folder, "events.scap");
        using (var capture = new CaptureBytes().Section().Machine("host").Thread(42, "cat", "cat", tail: true))
        {
            foreach (string file in new[] { "/etc/shadow", "/srv/data" })
                capture.Event(EventCode.SyscallOpenX, 1_700_000_000_000_000_000, 42, Number(3L), [.. Encoding.UTF8.GetBytes(file), 0], Number(1), Number(0), Number(0), Number(7L));
            File.WriteAllBytes(path, capture.Gzip());
        }

        var matched = Explain().For(path, 1, catalog);
        matched!.Answered!.Answer.Should().Be(Answer.True);
        Text(matched).Should().Contain("fd.name startswith /etc/: fd.name is \"/etc/shadow\"");
        var missed = Explain().For(path, 2, catalog);
        missed!.Answered!.Answer.Should().Be(Answer.False);
        Text(missed).Should().Contain("does not match:").And.Contain("false       fd.name startswith /etc/: fd.name is \"/srv/data\"");
        Explain().For(path, 3, catalog).Should().BeNull();
    }

    [Fact]
    public void Programs_get_the_tree_as_an_object()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            ExplanationJson.Write(json, Explain().For(RecordedAlert.Parse("""{"output_fields":{"evt.type":"open","proc.name":"cat"}}"""), catalog));
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var root = document.RootElement;
        root.GetProperty("rule").GetString().Should().Be("Secrets");
        root.GetProperty("answer").GetString().Should().Be("unknown");
        root.GetProperty("exceptions")[0].GetString().Should().Be("parents");
        var check = root.GetProperty("condition").GetProperty("children")[0].GetProperty("children")[2];
        check.GetProperty("text").GetString().Should().Be("proc.name in (readers, vim)");
        check.GetProperty("answer").GetString().Should().Be("true");
        check.GetProperty("fields")[0].GetProperty("value").GetString().Should().Be("cat");
        check.GetProperty("lists")[0].GetProperty("location").GetProperty("line").GetInt32().Should().Be(1);
    }

    [Fact]
    public void Text_of_a_watched_process_is_not_printed_raw()
    {
        var explanation = Explain().For(RecordedAlert.Parse("""{"output_fields":{"evt.type":"open","proc.name":"cat\u001b[2J\n"}}"""), catalog);
        Text(explanation).Should().Contain("proc.name is \"cat?[2J?\"");
    }

    [Theory]
    [InlineData("secrts", "Secrets")]
    [InlineData("SECRETS", "Secrets")]
    [InlineData("ecret", "Secrets")]
    public void Near_names_are_found(string name, string expected) => NearNames.Of(name, ["Secrets", "Shells"]).Should().Equal(expected);

    [Fact]
    public void Far_names_are_not_offered() => NearNames.Of("kubernetes", ["Secrets", "Shells"]).Should().BeEmpty();

    private static byte[] Number(long value) => BitConverter.GetBytes(value);

    private static byte[] Number(int value) => BitConverter.GetBytes(value);

    private static string Text(RuleExplanation explanation)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new ExplanationText(output).Write(explanation);
        return output.ToString();
    }

    private RuleExplanation Explain() => RuleExplanation.Of(rules.Rules.Single(), rules);

    private Rule Load(string condition, out RuleSet loaded)
    {
        string content = $"- rule: r\n  desc: d\n  condition: {condition}\n  output: x\n  priority: INFO\n";
        var result = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).Load([new RuleFile("r.yaml", content)]);
        result.Successful.Should().BeTrue();
        loaded = result.Rules;
        return loaded.Rules.Single();
    }
}
