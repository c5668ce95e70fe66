using System.Text;
using Saker.Fields;
using Saker.Rules.Binding.Matching;
using Saker.State;

namespace Saker.Rules.Binding;

/// <summary>A question about the name of the event's type. Once the type is known, so is the answer.</summary>
internal sealed class EventTypeTest(TextMatcher? matcher) : Test(FieldScope.Event)
{
    private readonly bool[] answers = [.. Enumerable.Range(0, EventTypes.Count)
        .Select(type => matcher is null || matcher.Matches(Encoding.UTF8.GetBytes(EventTypes.Name(type))))];

    public bool AnswerFor(int type) => answers[type];

    public override bool Evaluate(EventContext context) => answers[EventTypes.Of(context.Event)];
}
