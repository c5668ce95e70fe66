using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>Derives from conditions what they need, of what the probe can look for.</summary>
/// <typeparam name="TAtom">What is looked for.</typeparam>
/// <param name="known">What is known of the events in question.</param>
internal abstract class Needs<TAtom>(Knowledge known)
    where TAtom : struct, IAtom
{
    /// <summary>Null when nothing is asked that could be looked for.</summary>
    public Need<TAtom>? Of(Predicate predicate) => Of(predicate, negated: false);

    /// <summary>What a single question needs to be answered by yes.</summary>
    protected abstract Need<TAtom>? OfTest(Test test);

    private Need<TAtom>? Of(Predicate predicate, bool negated)
    {
        switch (known.Judge(predicate))
        {
            case Truth.False:
                return negated ? null : Need<TAtom>.Never;
            case Truth.True:
                return negated ? Need<TAtom>.Never : null;
        }

        return (predicate, negated) switch
        {
            (Test test, false) => OfTest(test),
            (NotPredicate not, _) => Of(not.Child, !negated),
            (AndPredicate and, false) => Need<TAtom>.Best(and.Children.Select(c => Of(c, negated))),
            (AndPredicate and, true) => Need<TAtom>.Either(and.Children.Select(c => Of(c, negated))),
            (OrPredicate or, false) => Need<TAtom>.Either(or.Children.Select(c => Of(c, negated))),
            (OrPredicate or, true) => Need<TAtom>.Best(or.Children.Select(c => Of(c, negated))),
            _ => null,
        };
    }
}
