using Saker.Rules.Binding;

namespace Saker.Rules.Planning;

/// <summary>What is known of an answer.</summary>
internal enum Truth : byte
{
    /// <summary>It is no, whatever else may come out.</summary>
    False,
    /// <summary>It is yes.</summary>
    True,
    /// <summary>It may be either.</summary>
    Unknown,
}

/// <summary>Some of what a condition asks, known before there is an event.</summary>
internal abstract class Knowledge
{
    /// <summary>The answer to one question.</summary>
    public abstract Truth Ask(Test test);

    /// <summary>What follows for a whole condition.</summary>
    public Truth Judge(Predicate predicate) => predicate switch
    {
        ConstantPredicate constant => Of(constant.Value),
        Test test => Ask(test),
        NotPredicate not => Not(Judge(not.Child)),
        AndPredicate and => JudgeAll(and),
        OrPredicate or => JudgeAny(or),
        _ => Truth.Unknown,
    };

    /// <summary>A known answer.</summary>
    protected static Truth Of(bool answer) => answer ? Truth.True : Truth.False;

    /// <summary>The answer to a question about a value that is known if it is there at all: about a missing one it would be no.</summary>
    protected static Truth IfPresent(bool answer) => answer ? Truth.Unknown : Truth.False;

    private static Truth Not(Truth truth) => truth switch
    {
        Truth.False => Truth.True,
        Truth.True => Truth.False,
        _ => Truth.Unknown,
    };

    private Truth JudgeAll(AndPredicate and)
    {
        var all = Truth.True;
        foreach (var child in and.Children)
        {
            var truth = Judge(child);
            if (truth == Truth.False)
                return truth;
            if (truth == Truth.Unknown)
                all = truth;
        }

        return all;
    }

    private Truth JudgeAny(OrPredicate or)
    {
        var any = Truth.False;
        foreach (var child in or.Children)
        {
            var truth = Judge(child);
            if (truth == Truth.True)
                return truth;
            if (truth == Truth.Unknown)
                any = truth;
        }

        return any;
    }
}
