using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>
/// A rule that is asked only when the index finds it. Most never are, so its tree is walked at first; machine code is made of it once
/// it was asked often.
/// </summary>
/// <param name="predicate">What is asked.</param>
/// <param name="compileFrom">How often it is walked at first.</param>
internal sealed class IndexedRule(Predicate predicate, int compileFrom)
{
    private MatchRules? code;
    private int walks;

    public bool Matches(EventContext context)
    {
        if (code is { } compiled)
            return compiled(context, ref System.Runtime.CompilerServices.Unsafe.NullRef<ulong>(), null) >= 0;
        // Two threads may count the same walk or both make the code; either is harmless.
        if (++walks >= compileFrom)
            code = MethodCompiler.CompileRules([new PositionedRule(0, predicate)], RuleMatching.First);
        return predicate.Evaluate(context);
    }
}
