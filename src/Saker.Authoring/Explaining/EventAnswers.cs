using System.Collections.Immutable;
using Saker.Fields;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;
using Saker.RuleTests.Running;
using Saker.State;

namespace Saker.Authoring.Explaining;

/// <summary>Answers from an event that is there to be looked at.</summary>
internal sealed class EventAnswers(IFieldCatalog catalog, ConditionBinder binder, EventContext context) : IAnswers
{
    public Answer Answer(Condition check)
    {
        if (binder.Bind(check, out _).Evaluate(context))
            return Explaining.Answer.True;
        var fields = Fields(check);
        return fields.Length > 0 && fields.All(f => f.Value is null) ? Explaining.Answer.Missing : Explaining.Answer.False;
    }

    public ImmutableArray<FieldValue> Fields(Condition check) => [.. CheckedFields.Of(check).Select(Value)];

    private FieldValue Value(FieldReference reference)
    {
        var field = catalog.Bind(reference.Name, reference.Argument, out _)!;
        return new FieldValue(reference.ToString(), BoundOperand.Of(field).Exists(context) ? Explanation.ValueOf(field, context) : null, true);
    }
}
