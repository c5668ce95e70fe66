using System.Collections.Immutable;
using Saker.Events;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;
using Saker.State;

namespace Saker.Authoring.Explaining;

/// <summary>Answers from what an alert printed: its event is gone, so what it does not say is not known.</summary>
internal sealed class AlertAnswers : IAnswers
{
    private readonly RecordedCatalog catalog;
    private readonly ConditionBinder binder;
    private readonly EventContext context = new() { Event = new Event() };
    private readonly string? type;

    public AlertAnswers(IFieldCatalog fields, RecordedAlert alert)
    {
        catalog = new RecordedCatalog(fields, alert);
        binder = new ConditionBinder(catalog);
        type = alert.Fields.TryGetValue("evt.type", out var name) ? name.ToString() : null;
    }

    public Answer Answer(Condition check)
    {
        // That an event's number is never 0 is how rules say never, and always.
        if (HoldsForNone(check))
            return Explaining.Answer.False;
        if (HoldsForNone(new NotCondition(check, check.Position)))
            return Explaining.Answer.True;
        var predicate = binder.Bind(check, out _);
        if (predicate is EventTypeTest test)
        {
            var known = type is null ? [] : EventTypes.WithName(type);
            return known.IsEmpty ? Explaining.Answer.Unknown : test.AnswerFor(known[0]) ? Explaining.Answer.True : Explaining.Answer.False;
        }

        var fields = Fields(check);
        if (fields.Any(f => !f.IsKnown))
            return Explaining.Answer.Unknown;
        if (predicate.Evaluate(context))
            return Explaining.Answer.True;
        return fields.Length > 0 && fields.All(f => f.Value is null) ? Explaining.Answer.Missing : Explaining.Answer.False;
    }

    public ImmutableArray<FieldValue> Fields(Condition check) => [.. CheckedFields.Of(check).Select(Value)];

    private FieldValue Value(FieldReference reference)
    {
        var field = catalog.Bind(reference.Name, reference.Argument, out _)!;
        return new FieldValue(reference.ToString(), catalog.Printed(field), catalog.Tells(field));
    }

    private static bool HoldsForNone(Condition check)
    {
        try
        {
            return EventTypeAlgebra.TypesOf(check).Equals(EventTypeSet.None);
        }
        catch (BindingException)
        {
            return false;
        }
    }
}
