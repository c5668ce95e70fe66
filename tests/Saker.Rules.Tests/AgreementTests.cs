using CsCheck;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Evaluation;
using Saker.Rules.Files;

namespace Saker.Rules.Tests;

/// <summary>The compiler must say what the interpreter says, whatever the condition and the values.</summary>
public class AgreementTests
{
    private static readonly string[] texts = ["a", "ab", "/etc/passwd", "/etc", "abcdefgh", "abcdefghi", "ABCDEFGHIJKLMNOPQ", "x y", "é", "abc/abc"];

    private static readonly EventCode[] codes =
        [EventCode.SyscallOpenat_2X, EventCode.SyscallCloseX, EventCode.SyscallExecve_19X, EventCode.SocketConnectX];

    private static readonly Gen<string> quoted = Gen.OneOf(texts).Select(t => $"\"{t}\"");

    private static readonly Gen<string> list = quoted.Array[0, 4].Select(values => $"({string.Join(", ", values)})");

    private static readonly Gen<string> textField =
        Gen.OneOf("proc.name", "proc.pname", "fd.name", "fd.filename", "proc.aname", "toupper(proc.name)", "basename(fd.name)");

    private static readonly Gen<string> textCheck = Gen.OneOf(
        Gen.Select(
            textField,
            Gen.OneOf("=", "!=", "contains", "icontains", "startswith", "endswith", "glob", "iglob", "regex"),
            quoted,
            (f, o, v) => $"{f} {o} {v}"),
        Gen.Select(textField, Gen.OneOf("in", "intersects", "pmatch"), list, (f, o, v) => $"{f} {o} {v}"),
        Gen.Select(
            textField,
            Gen.OneOf("= anyof", "!= oneof", "contains anyof", "startswith allof", "endswith oneof"),
            list,
            (f, o, v) => $"{f} {o} {v}"),
        Gen.Select(textField.Where(f => f != "proc.aname"), Gen.OneOf("proc.pname", "fd.name"), (f, g) => $"{f} = val({g})"),
        textField.Select(f => $"{f} exists"));

    private static readonly Gen<string> numberCheck = Gen.Select(
        Gen.OneOf("proc.pid", "evt.num", "evt.rawres", "fd.sport", "fd.port", "len(fd.name)"),
        Gen.OneOf("=", "!=", "<", "<=", ">", ">="),
        Gen.Int[0, 3],
        (f, o, v) => $"{f} {o} {v}");

    private static readonly Gen<string> addressCheck = Gen.Select(
        Gen.OneOf("fd.snet", "fd.net"), Gen.OneOf("=", "!="), Gen.OneOf("10.0.0.0/8", "0.0.0.0/0", "fe80::/16"), (f, o, v) => $"{f} {o} {v}");

    private static readonly Gen<string> typeCheck =
        Gen.OneOf("evt.type = openat", "evt.type != close", "evt.type in (execve, connect)", "evt.type exists");

    private static readonly Gen<string> condition = Gen.Recursive<string>((depth, inner) => depth > 3
        ? Gen.OneOf(textCheck, textCheck, numberCheck, addressCheck, typeCheck)
        : Gen.OneOf(
            textCheck,
            numberCheck,
            typeCheck,
            inner.Array[2, 3].Select(c => $"({string.Join(" and ", c)})"),
            inner.Array[2, 3].Select(c => $"({string.Join(" or ", c)})"),
            inner.Select(c => $"not ({c})")));

    // Many constants, so that each is shared by few rules, and every kind of comparison that a rule can be looked up by.
    private static readonly Gen<string> word = Gen.Select(
        Gen.OneOf("", "/", "/usr/", "//usr//", "usr/", "Abcd", "/etc/x/"), Gen.Int[0, 60], Gen.OneOf("", "/", "x", "/bin", ".CONF", ".conf"),
        (start, number, end) => $"{start}w{number}{end}");

    private static readonly Gen<string> wordList =
        word.Array[0, 5].Select(words => $"({string.Join(", ", words.Select(w => $"\"{w}\""))})");

    private static readonly Gen<string> lookedUpCheck = Gen.OneOf(
        Gen.Select(
            textField,
            Gen.OneOf("=", "startswith", "endswith", "contains", "icontains"),
            word,
            (f, o, v) => $"{f} {o} \"{v}\""),
        Gen.Select(textField, Gen.OneOf("glob", "iglob"), word, Gen.OneOf("", "*"), Gen.OneOf("", "*", "?", "[a-c]"), (f, o, v, a, b) => $"{f} {o} \"{a}{v}{b}\""),
        Gen.Select(textField, Gen.OneOf("in", "intersects", "pmatch", "startswith anyof", "endswith oneof", "contains allof"), wordList, (f, o, v) => $"{f} {o} {v}"),
        Gen.Select(textField, word, Gen.OneOf("*", "w?/x"), (f, v, p) => $"{f} pmatch (\"{v}/{p}\")"),
        Gen.Select(
            textField,
            Gen.OneOf("", ".*", "(/usr/|/etc/x/)?", "[/a-z]*", "^"),
            word.Where(w => w.Length > 0),
            Gen.OneOf("", "*", "?", "{1,2}", ".*", "(a|x)?", "|w1x", "[.]conf", "$"),
            (f, a, v, b) => $"{f} regex '{a}{v}{b}'"),
        Gen.Select(Gen.OneOf("proc.pid", "evt.rawres", "fd.sport", "fd.port"), Gen.Int[2, 60], (f, v) => $"{f} = {v}"),
        Gen.Select(Gen.OneOf("proc.pid", "fd.port"), Gen.Int[2, 60].Array[1, 4], (f, v) => $"{f} in ({string.Join(", ", v)})"));

    private static readonly Gen<string> lookedUp = Gen.Select(
        lookedUpCheck, lookedUpCheck, typeCheck, condition, Gen.Int[0, 5],
        (first, second, type, rest, shape) => shape switch
        {
            0 => first,
            1 => $"{type} and {first}",
            2 => $"{type} and ({first} or {second})",
            3 => $"not (not {first} or not {second})",
            4 => $"({type} and {first}) or ({second} and {rest})",
            _ => $"{first} and not {second}",
        });

    private static readonly Gen<object[]> textValues = Gen.OneOf(Gen.OneOf(texts), word).Array[0, 2].Select(v => v.Cast<object>().ToArray());

    private static readonly Gen<object[]> numberValues = Gen.OneOf(Gen.Int[-1, 4], Gen.Int[2, 60]).Array[0, 2].Select(v => v.Cast<object>().ToArray());

    private static readonly Gen<object[]> addressValues = Gen.Byte.Array[4].Select(b => (object)IpAddress.FromBytes([(byte)(b[0] % 12), b[1], b[2], b[3]]))
        .Array[0, 2];

    private static readonly Gen<Dictionary<string, object[]>> values = Gen.Select(
        textValues.Array[6],
        numberValues.Array[5],
        addressValues.Array[2],
        (t, n, a) => new Dictionary<string, object[]>
        {
            ["proc.name"] = t[0], ["proc.pname"] = t[1], ["fd.name"] = t[2], ["fd.filename"] = t[3], ["proc.aname"] = t[4],
            ["proc.pid"] = n[0], ["evt.num"] = n[1], ["evt.rawres"] = n[2], ["fd.sport"] = n[3], ["fd.port"] = n[4],
            ["fd.snet"] = a[0], ["fd.net"] = a[1],
        });

    [Fact]
    public void Compiler_and_interpreter_agree() => Gen.Select(condition.Array[1, 20], values.Array[1, 8]).Sample(
        (conditions, allValues) =>
        {
            var catalog = new FakeCatalog();
            string yaml = string.Concat(conditions.Select((c, i) => Load.Rule(c, $"rule {i}")));
            var rules = new RuleFileLoader(LoadOptions.ForSyscalls(catalog)).Load([new RuleFile("r", yaml)]);
            rules.Successful.Should().BeTrue(rules.Files[0].Errors.FirstOrDefault()?.Message);
            Agree(rules, catalog, allValues, indexFrom: int.MaxValue, compileFrom: 0);
            Agree(rules, catalog, allValues, indexFrom: 0, compileFrom: 0);
            Agree(rules, catalog, allValues, indexFrom: 2, compileFrom: 4);
        },
        iter: 300,
        threads: 1);

    [Fact]
    public void Rules_that_are_looked_up_match_as_if_they_were_asked() => Gen.Select(
        Gen.Select(lookedUp, condition, Gen.Int[0, 4], (often, seldom, which) => which == 0 ? seldom : often).Array[100, 200],
        values.Array[1, 40]).Sample(
        (conditions, allValues) =>
        {
            var catalog = new FakeCatalog();
            Agree(Load.Yaml(catalog, string.Concat(conditions.Select((c, i) => Load.Rule(c, $"rule {i}")))), catalog, allValues, indexFrom: 32, compileFrom: 4);
        },
        iter: 30,
        threads: 1);

    [Fact]
    public void Event_types_of_a_rule_leave_out_no_match() => Gen.Select(condition, values).Sample(
        (text, eventValues) =>
        {
            var catalog = new FakeCatalog();
            var rule = Load.Yaml(catalog, Load.Rule(text)).Rules.Rules[0];
            foreach (var (field, fieldValues) in eventValues)
                catalog.Set(field, fieldValues);
            // Events are numbered from 1; that is all the algebra knows of values.
            catalog.Set("evt.num", 1);
            foreach (var code in codes)
            {
                if (rule.Predicate.Evaluate(TestEvents.Of(code)))
                    rule.EventTypes.Contains((int)code).Should().BeTrue(text);
            }
        },
        iter: 1000,
        threads: 1);

    private static void Agree(LoadResult rules, FakeCatalog catalog, Dictionary<string, object[]>[] allValues, int indexFrom, int compileFrom)
    {
        var options = new MatcherOptions { Mode = EvaluationMode.Compiled, Matching = RuleMatching.All, IndexFrom = indexFrom, CompileFrom = compileFrom };
        var compiled = RuleMatcher.Compile(rules.Rules.Rules, options);
        var interpreted = RuleMatcher.Compile(rules.Rules.Rules, options with { Mode = EvaluationMode.Interpreted });
        var (actual, expected) = (new MatchList(), new MatchList());
        foreach (var eventValues in allValues)
        {
            catalog.Clear();
            foreach (var (field, fieldValues) in eventValues)
                catalog.Set(field, fieldValues);
            foreach (var code in codes)
            {
                var context = TestEvents.Of(code);
                compiled.Match(context, actual);
                interpreted.Match(context, expected);
                if (!actual.Rules.SequenceEqual(expected.Rules) || compiled.MatchFirst(context) != interpreted.MatchFirst(context))
                {
                    throw new InvalidOperationException($"{code}: compiled {Text(actual)}, interpreted {Text(expected)}\n"
                        + string.Join('\n', rules.Rules.Rules.Select(r => r.ConditionText)));
                }
            }
        }
    }

    private static string Text(MatchList matches) => string.Join(',', matches.Rules.ToArray());
}
