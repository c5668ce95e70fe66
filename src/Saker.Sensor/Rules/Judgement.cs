using Saker.Alerts;
using Saker.Events;
using Saker.Rules;
using Saker.Rules.Deferring;
using Saker.Rules.Evaluation;
using Saker.Rules.Planning;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Rules;

/// <summary>
/// All by which events are judged, as one thing that takes the place of another between two events: rules as machine code, what the probe has
/// to report for them, how alerts are written, and how many there were.
/// </summary>
public sealed class Judgement
{
    private readonly Rule[] rules;
    private readonly long[] alerts;
    private readonly RuleMatching matching;

    /// <summary>Wraps what is there already: for whoever feeds events without a probe.</summary>
    public Judgement(RuleMatcher matcher, AlertRenderer renderer, RuleMatching matching = RuleMatching.First)
    {
        Matcher = matcher;
        Renderer = renderer;
        rules = new Rule[matcher.Rules.Length == 0 ? 0 : matcher.Rules.Max(r => r.Index) + 1];
        foreach (var rule in matcher.Rules)
            rules[rule.Index] = rule;
        alerts = new long[rules.Length];
        this.matching = matching;
        Deferred = new DeferredMatcher(matcher.Rules, matching);
    }

    /// <summary>Counts where another one does.</summary>
    private Judgement(Judgement first)
    {
        (Matcher, Calls, Plan) = (first.Matcher, first.Calls, first.Plan);
        (rules, alerts, matching) = (first.rules, first.alerts, first.matching);
        Renderer = first.Renderer.ForAnotherThread();
        Deferred = new DeferredMatcher(Matcher.Rules, matching);
    }

    /// <summary>The rules as machine code.</summary>
    public RuleMatcher Matcher { get; }

    /// <summary>The same rules for events whose container is not known yet.</summary>
    public DeferredMatcher Deferred { get; }

    /// <summary>Whether the first rule that matches is enough.</summary>
    public bool FirstOnly => matching == RuleMatching.First;

    /// <summary>How alerts are written.</summary>
    public AlertRenderer Renderer { get; }

    /// <summary>What the probe has to report.</summary>
    public IReadOnlyList<WatchedCall> Calls { get; private init; } = [];

    /// <summary>What the probe may leave out; null for nothing.</summary>
    public KernelPlan? Plan { get; private init; }

    /// <summary>Alerts raised, by rule, for rules with any, in order of definition.</summary>
    public IReadOnlyList<(Rule Rule, long Count)> Alerts =>
        [.. Matcher.Rules.Select(r => (r, Volatile.Read(ref alerts[r.Index]))).Where(a => a.Item2 > 0)];

    /// <summary>Compiles rules, which takes a while; any thread may do it.</summary>
    public static Judgement Of(SensorOptions options, LoadedRules rules)
    {
        var calls = WatchedCalls.Of(rules.Enabled, options.Syscalls, options.Probe.DropFailed, options.Captures.Enabled);
        // A capture is to hold what happened, whether or not a rule could match it; verdicts on threads that nobody follows would not be true for long.
        bool plans = options.Engine == EngineKind.Live && options.KernelPlan && !options.Captures.Enabled && WatchedCalls.FollowsState(calls);
        var matching = options.MatchAll ? RuleMatching.All : RuleMatching.First;
        return new Judgement(
            RuleMatcher.Compile(rules.Enabled, new MatcherOptions { Matching = matching, MeasuresCosts = options.Metrics.Enabled && options.Metrics.Families.HasFlag(MetricFamilies.Rules) }), new AlertRenderer(options.AlertFormat), matching)
        {
            Calls = calls,
            Plan = plans ? KernelPlan.Of(rules.Enabled, WatchedCalls.Filtered(calls)) : null,
        };
    }

    /// <summary>The same for a reader on another thread; alerts are counted together.</summary>
    public Judgement ForAnotherReader() => new(this);

    /// <summary>The rule of that index, whose alert is counted.</summary>
    public Rule Count(int index)
    {
        _ = Interlocked.Increment(ref alerts[index]);
        return rules[index];
    }

    /// <summary>Goes on from the numbers of alerts that rules of the same names had; to be called once nobody is judged by those any more.</summary>
    public void GoOnFrom(Judgement former)
    {
        if (ReferenceEquals(former, this))
            return;
        var counts = former.Alerts.ToDictionary(a => a.Rule.Name, a => a.Count);
        foreach (var rule in Matcher.Rules)
            _ = Interlocked.Add(ref alerts[rule.Index], counts.GetValueOrDefault(rule.Name));
    }
}
