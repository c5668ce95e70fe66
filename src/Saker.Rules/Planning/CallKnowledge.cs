using Saker.Rules.Binding;
using Saker.Rules.Binding.Matching;
using Saker.Rules.Syntax;

namespace Saker.Rules.Planning;

/// <summary>What is known once a system call has returned: which it was and whether it succeeded.</summary>
/// <param name="type">Number of the event's type.</param>
/// <param name="succeeded">How it went.</param>
internal class CallKnowledge(int type, bool succeeded) : Knowledge
{
    private const long LeastError = -4095;

    /// <inheritdoc/>
    public override Truth Ask(Test test) => test switch
    {
        EventTypeTest ofType => Of(ofType.AnswerFor(type)),
        NumberTest number => Ask(number.Operand.Name, number.Matcher),
        _ => Truth.Unknown,
    };

    /// <summary>The answer to a question about a number.</summary>
    /// <param name="field">Field that it is the value of.</param>
    /// <param name="matcher">The question.</param>
    protected virtual Truth Ask(string field, NumberMatcher matcher) => field switch
    {
        "evt.failed" => IfPresent(matcher.Matches(succeeded ? 0 : 1)),
        "evt.rawres" when Never(matcher) => Truth.False,
        _ => Truth.Unknown,
    };

    /// <summary>Whether no result that is possible satisfies a question.</summary>
    private bool Never(NumberMatcher matcher) => matcher switch
    {
        ComparedNumber { Kind: NumberKind.Signed, Comparison: Comparison.Equal } equal => !IsPossible(equal.Value),
        ComparedNumber { Kind: NumberKind.Signed, Comparison: Comparison.Greater or Comparison.GreaterOrEqual } above =>
            !succeeded && !above.Matches(-1),
        ComparedNumber { Kind: NumberKind.Signed, Comparison: Comparison.Less or Comparison.LessOrEqual } below => succeeded && !below.Matches(0),
        NumberInSet set => set.Values.All(value => !IsPossible(value)),
        _ => false,
    };

    private bool IsPossible(long result) => succeeded ? result >= 0 : result is < 0 and >= LeastError;
}
