using System.CommandLine;
using System.Globalization;
using Saker.Authoring;
using Saker.Authoring.Explaining;
using Saker.Cli.Listing;
using Saker.Events.Captures;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Planning;
using Saker.Sensor.Configuration;
using Saker.Sensor.Rules;

namespace Saker.Cli.Commands;

/// <summary><c>saker explain</c>: what a rule asks, and why it matched an event or did not.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> RuleName = new("rule") { Description = "Name of the rule.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "Answers every part of the condition for one event: an alert as printed with json_output, '-' to read it from standard input, "
            + "or with --capture the number of an event (evt.num).",
        HelpName = "alert|number",
    };

    private static readonly Option<string?> Capture = new("--capture") { Description = "Capture file that has the event.", HelpName = "file" };

    private static readonly Option<bool> Kernel = new("--kernel")
    {
        Description = "Instead, what the probe asks before it sends an event at all, for each rule, or for the one that is named.",
    };

    public static Command Create()
    {
        var command = new Command("explain", "Takes a rule apart: its condition as a tree, the events it listens to, and what each part comes to for an event.")
        {
            RuleName, Kernel, Event, Capture, RuleSetup.Config, RuleSetup.Rules, RuleSetup.Overrides,
        };
        command.SetAction(parsed => Guard.Run(() => Explain(parsed)));
        return command;
    }

    private static int Explain(ParseResult parsed)
    {
        var options = RuleSetup.Options(parsed);
        var catalog = RuleSetup.Catalog(options);
        var loaded = LoadedRules.Load(RuleSetup.Files(options), options, catalog);
        if (!loaded.Result.Successful)
        {
            LoadReport.WriteText(Console.Error, loaded.Result);
            return 1;
        }

        var rules = loaded.Result.Rules;
        var rule = parsed.GetValue(RuleName) is { } name ? Find(rules, name) : null;
        if (parsed.GetValue(Kernel))
            return ExplainPlan(rule is null ? loaded.Enabled : [rule], options);
        var explanation = RuleExplanation.Of(rule ?? throw new ConfigException("name a rule; saker -L lists those that there are"), rules);
        explanation = For(explanation, parsed.GetValue(Event), parsed.GetValue(Capture), catalog);
        if (options.JsonOutput)
            JsonOutput.WriteLine(Console.Out, json => ExplanationJson.Write(json, explanation));
        else
            new ExplanationText(Console.Out).Write(explanation);
        return 0;
    }

    private static int ExplainPlan(IReadOnlyList<Rule> rules, SensorOptions options)
    {
        var calls = WatchedCalls.Of(rules, options.Syscalls, options.Probe.DropFailed);
        var plan = KernelPlan.Of(rules, WatchedCalls.Filtered(calls));
        if (options.JsonOutput)
            JsonOutput.WriteLine(Console.Out, json => PlanListing.WriteJson(json, plan, calls));
        else
            PlanListing.WriteText(Console.Out, plan, calls);
        return 0;
    }

    private static RuleExplanation For(RuleExplanation explanation, string? what, string? capture, FieldCatalog catalog)
    {
        if (capture is not null)
        {
            if (!ulong.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) || number == 0)
                throw new ConfigException("--capture: name the event with --event N, its number from 1 (evt.num)");
            return explanation.For(capture, number, catalog)
                ?? throw new ConfigException($"--event: {capture} has no event {number} that rules are about");
        }

        if (what is null)
            return explanation;
        try
        {
            return explanation.For(RecordedAlert.Parse(what == "-" ? Console.In.ReadLine() ?? "" : what), catalog);
        }
        catch (FormatException e)
        {
            throw new ConfigException($"--event: {e.Message}");
        }
    }

    private static Rule Find(RuleSet rules, string name)
    {
        if (rules.Rules.FirstOrDefault(r => r.Name == name) is { } rule)
            return rule;
        var near = NearNames.Of(name, rules.Rules.Select(r => r.Name));
        string hint = near.Count == 0 ? "saker -L lists those that there are" : "did you mean " + string.Join(" or ", near.Select(n => $"'{n}'")) + "?";
        throw new ConfigException($"there is no rule '{name}'; {hint}");
    }
}
