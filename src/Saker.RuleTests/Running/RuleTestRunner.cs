using Saker.Events.Captures;
using Saker.Rules;
using Saker.Rules.Evaluation;
using Saker.RuleTests.Files;
using Saker.RuleTests.Scenarios;
using Saker.State;

namespace Saker.RuleTests.Running;

/// <summary>An alert that a test raised, and the values of the fields that the test asks about.</summary>
internal sealed record RaisedAlert(string Rule, int EventIndex, IReadOnlyDictionary<string, string> Fields);

/// <summary>What became of a test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Failures">What was otherwise than expected, in lines; empty when it passed.</param>
internal sealed record TestResult(RuleTest Test, IReadOnlyList<string> Failures)
{
    public bool Passed => Failures.Count == 0;
}

/// <summary>Runs the tests of one file.</summary>
internal sealed class RuleTestRunner
{
    private readonly TestFile file;
    private readonly LoadedTestRules rules;
    private readonly Func<Rule, Rule> change;
    private readonly Dictionary<string, RuleMatcher> matchers = [];

    /// <param name="file">The test file.</param>
    public RuleTestRunner(TestFile file)
        : this(file, new LoadedTestRules(file), rule => rule)
    {
    }

    /// <param name="file">The test file.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="change">What is done to each rule before the tests see it.</param>
    public RuleTestRunner(TestFile file, LoadedTestRules rules, Func<Rule, Rule> change)
    {
        this.file = file;
        this.rules = rules;
        this.change = change;
    }

    /// <summary>Whether failures are explained, which takes a second run of the test.</summary>
    public bool Explains { get; init; } = true;

    /// <summary>Runs them all.</summary>
    /// <exception cref="TestFileException">A test cannot be run.</exception>
    public IEnumerable<TestResult> Run() => file.Tests.Select(Run);

    /// <summary>Runs one.</summary>
    /// <exception cref="TestFileException">It cannot be run.</exception>
    public TestResult Run(RuleTest test)
    {
        var matcher = MatcherFor(test);
        CheckNames(test, matcher);
        var raised = new List<RaisedAlert>();
        string[] fields = [.. (test.Expectation.Alerts ?? []).SelectMany(a => a.Fields.Select(f => f.Key)).Distinct()];
        var matches = new MatchList();
        int events = 0;
        Play(test, context =>
        {
            events++;
            matches.Clear();
            matcher.Match(context, matches);
            foreach (int index in matches.Rules)
                raised.Add(new RaisedAlert(NameOf(matcher, index), events, fields.ToDictionary(f => f, f => ValueOf(f, test, context))));
        });
        var verdict = Verdict.Of(test.Expectation, raised);
        return new TestResult(test, verdict.Lines.Count == 0 ? [] : [.. verdict.Lines, .. Explains ? Explain(test, matcher, verdict) : []]);
    }

    private RuleMatcher MatcherFor(RuleTest test)
    {
        // Machine code pays only for many events; a test has a handful.
        var options = new MatcherOptions { Matching = RuleMatching.All, Mode = EvaluationMode.Interpreted };
        if (!matchers.TryGetValue(test.Overlay, out var matcher))
            matchers[test.Overlay] = matcher = RuleMatcher.Compile(rules.For(test).Select(change), options);
        return matcher;
    }

    private static string NameOf(RuleMatcher matcher, int index) => matcher.Rules.First(r => r.Index == index).Name;

    private string ValueOf(string name, RuleTest test, EventContext context)
    {
        // The legacy form "evt.arg.flags" and the one with brackets are both written in outputs.
        int bracket = name.IndexOf('[');
        string? argument = bracket > 0 && name.EndsWith(']') ? name[(bracket + 1)..^1] : null;
        var field = rules.Catalog.Bind(bracket > 0 ? name[..bracket] : name, argument, out string? error)
            ?? throw new TestFileException(file.Path, test.Mark, error!);
        return Explanation.ValueOf(field, context);
    }

    /// <summary>A rule that is misspelt never raises anything.</summary>
    private void CheckNames(RuleTest test, RuleMatcher matcher)
    {
        var expected = (test.Expectation.Alerts ?? []).Select(a => (Name: a.Rule, a.Mark)).Concat(test.Expectation.Never.Select(n => (Name: n, test.Mark)));
        foreach (var (name, mark) in expected)
        {
            if (!matcher.Rules.Any(r => r.Name == name))
                throw new TestFileException(file.Path, mark, $"there is no rule '{name}' that is enabled");
        }
    }

    private void Play(RuleTest test, Action<EventContext> judge)
    {
        if (test.Capture is { } capture)
        {
            PlayCapture(test, capture, judge);
            return;
        }

        using var scenario = new Scenario(file.Given.With(test.Given), judge);
        foreach (var entry in test.Events)
            Step.Play(scenario, entry);
    }

    private void PlayCapture(RuleTest test, string capture, Action<EventContext> judge)
    {
        try
        {
            CaptureScenario.Play(capture, judge);
        }
        catch (CaptureException e)
        {
            throw new TestFileException(file.Path, test.Mark, $"{capture}: {e.Message}");
        }
    }

    /// <summary>Runs the test once more, now looking at what the rules in question turn on.</summary>
    private IEnumerable<string> Explain(RuleTest test, RuleMatcher matcher, Verdict verdict)
    {
        var explanation = new Explanation(rules.Catalog);
        foreach (string name in verdict.Rules)
        {
            var rule = matcher.Rules.First(r => r.Name == name);
            var (nearest, at, type, lines) = (-1, 0, "", (IReadOnlyList<string>)[]);
            int events = 0;
            Play(test, context =>
            {
                events++;
                int nearness = explanation.Nearness(rule.Condition, context);
                if (nearness < nearest)
                    return;
                (nearest, at, type, lines) = (nearness, events, context.Event.Info.Name, explanation.Of(rule.Condition, context));
            });
            yield return $"{name}, event {at} ({type}), was decided by";
            foreach (string line in lines)
                yield return "  " + line;
        }
    }
}
