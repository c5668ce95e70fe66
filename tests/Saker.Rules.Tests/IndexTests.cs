using System.Text;
using Saker.Events;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;

namespace Saker.Rules.Tests;

/// <summary>Rules that cannot match cost nothing, however many there are.</summary>
public class IndexTests
{
    private static readonly string[] shapes =
    [
        "evt.type = openat and fd.name = /etc/app{0}/key",
        "evt.type = openat and fd.name startswith /opt/app{0}/ and not proc.name = updater{0}",
        "evt.type = openat and proc.name in (tool{0}, admin{0})",
        "evt.type = openat and (proc.cmdline contains app{0}:// or fd.filename endswith .db{0})",
        "evt.type = openat and fd.name pmatch (/srv/data{0}/*/x, /home/user{0})",
        "evt.type = openat and fd.name glob '/var/*/cache{0}/*'",
        "evt.type = openat and fd.sport in ({0}, 1{0})",
        "evt.type = openat and proc.cmdline regex '.*--token{0}=[a-z]+.*'",
    ];

    [Fact]
    public void No_more_values_are_asked_for_with_ten_thousand_rules_than_with_a_hundred()
    {
        int hundred = ValuesAskedFor(100, out _);
        ValuesAskedFor(10_000, out int matches).Should().Be(hundred);
        matches.Should().Be(0);
    }

    [Fact]
    public void A_rule_among_thousands_is_found()
    {
        var catalog = new FakeCatalog();
        var matcher = Matcher(catalog, 5_000);
        catalog.Set("fd.name", "/etc/app4096/key");
        matcher.MatchFirst(TestEvents.Of(EventCode.SyscallOpenat_2X)).Should().Be(4096);
        catalog.Set("fd.name", "/x");
        catalog.Set("proc.cmdline", "x --token4999=abc");
        matcher.MatchFirst(TestEvents.Of(EventCode.SyscallOpenat_2X)).Should().Be(4999);
        catalog.Set("proc.name", "admin2002");
        matcher.MatchFirst(TestEvents.Of(EventCode.SyscallOpenat_2X)).Should().Be(2002);
    }

    [Fact]
    public void A_rule_goes_on_matching_once_it_has_become_machine_code()
    {
        var catalog = new FakeCatalog();
        var matcher = Matcher(catalog, 200);
        catalog.Set("fd.name", "/opt/app9/x");
        for (int i = 0; i < 200; i++)
        {
            catalog.Set("proc.name", i % 2 == 0 ? "updater9" : "vi");
            matcher.MatchFirst(TestEvents.Of(EventCode.SyscallOpenat_2X)).Should().Be(i % 2 == 0 ? -1 : 9);
        }
    }

    [Fact]
    public void Thousands_of_lists_and_rules_load_in_good_time()
    {
        var yaml = new StringBuilder();
        for (int i = 0; i < 3_000; i++)
            yaml.Append($"- list: l{i}\n  items: [a{i}, b{i}]\n").Append(Load.Rule($"evt.type = openat and proc.name in (l{i})", $"rule {i}"));
        Soon.Within(TimeSpan.FromSeconds(20), () => Load.Yaml(yaml.ToString()).Successful.Should().BeTrue());
    }

    private static int ValuesAskedFor(int rules, out int matches)
    {
        var catalog = new FakeCatalog();
        var matcher = Matcher(catalog, rules);
        catalog.Set("fd.name", "/usr/share/zoneinfo/UTC");
        catalog.Set("fd.filename", "UTC");
        catalog.Set("proc.name", "date");
        catalog.Set("proc.cmdline", "date --utc");
        catalog.Set("fd.sport", 2);
        var list = new MatchList();
        matcher.Match(TestEvents.Of(EventCode.SyscallOpenat_2X), list);
        catalog.Asked = 0;
        matcher.Match(TestEvents.Of(EventCode.SyscallOpenat_2X), list);
        matches = list.Count;
        return catalog.Asked;
    }

    private static RuleMatcher Matcher(FakeCatalog catalog, int rules)
    {
        string yaml = string.Concat(Enumerable.Range(0, rules).Select(i => Load.Rule(string.Format(null, shapes[i % shapes.Length], i), $"rule {i}")));
        var loaded = Load.Yaml(catalog, yaml);
        loaded.Files[0].Errors.Should().BeEmpty();
        return RuleMatcher.Compile(
            loaded.Rules.Rules, new MatcherOptions { Mode = EvaluationMode.Compiled, Matching = RuleMatching.All, CompileFrom = 0 });
    }
}
