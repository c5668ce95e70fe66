using Saker.Events.Captures;
using Saker.Fields;
using Saker.Rules;
using Saker.Rules.Binding;
using Saker.Rules.Describing;
using Saker.RuleTests.Running;

namespace Saker.Authoring.Explaining;

/// <summary>A rule taken apart: what it listens to, what it asks, and what that came to for one event.</summary>
/// <param name="Description">Everything there is to say of the rule as a whole.</param>
/// <param name="Condition">Its condition, exceptions included.</param>
/// <param name="Answered">The same for one event; null when no event was asked about.</param>
/// <param name="WasRaised">Whether an alert is there that says that the rule matched.</param>
public sealed record RuleExplanation(RuleDescription Description, ConditionNode Condition, AnsweredNode? Answered, bool WasRaised = false)
{
    /// <summary>Explains a rule.</summary>
    public static RuleExplanation Of(Rule rule, RuleSet rules) =>
        new(new RuleDescriber(rules).Describe(rule), new ConditionTree(new Vocabulary(rules)).Of(rule), null);

    /// <summary>The same for the event of an alert, as far as the alert tells.</summary>
    public RuleExplanation For(RecordedAlert alert, IFieldCatalog catalog) =>
        this with { Answered = AnsweredNode.Of(Condition, new AlertAnswers(catalog, alert)), WasRaised = alert.Rule == Description.Rule.Name };

    /// <summary>The same for an event of a capture; null when the capture has no such event that rules are about.</summary>
    /// <param name="capture">The file.</param>
    /// <param name="number">Number of the event, from 1: its <c>evt.num</c>.</param>
    /// <param name="catalog">The fields.</param>
    /// <exception cref="CaptureException">It cannot be read.</exception>
    public RuleExplanation? For(string capture, ulong number, IFieldCatalog catalog)
    {
        AnsweredNode? answered = null;
        var binder = new ConditionBinder(catalog);
        CaptureScenario.Play(capture, context =>
        {
            if (context.Event.Number == number)
                answered = AnsweredNode.Of(Condition, new EventAnswers(catalog, binder, context));
            return context.Event.Number < number;
        });
        return answered is null ? null : this with { Answered = answered };
    }
}
