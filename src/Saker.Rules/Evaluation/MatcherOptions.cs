using System.Runtime.CompilerServices;

namespace Saker.Rules.Evaluation;

/// <summary>What happens once a rule has matched an event.</summary>
public enum RuleMatching : byte
{
    /// <summary>No further rule is asked.</summary>
    First,
    /// <summary>Every other rule is asked as well.</summary>
    All,
}

/// <summary>How conditions are evaluated.</summary>
public enum EvaluationMode : byte
{
    /// <summary>As machine code.</summary>
    Compiled,
    /// <summary>By walking their trees.</summary>
    Interpreted,
}

/// <summary>How rules are matched.</summary>
public sealed record MatcherOptions
{
    /// <summary>What happens once a rule has matched.</summary>
    public RuleMatching Matching { get; init; } = RuleMatching.First;

    /// <summary>How conditions are evaluated; machine code wherever it can be made.</summary>
    public EvaluationMode Mode { get; init; } =
        RuntimeFeature.IsDynamicCodeSupported ? EvaluationMode.Compiled : EvaluationMode.Interpreted;

    /// <summary>
    /// How many rules an event type has to have for its rules to be looked up by what an event has, rather than asked one after the
    /// other. For machine code only.
    /// </summary>
    public int IndexFrom { get; init; } = 32;

    /// <summary>
    /// How often conditions are walked before machine code is made of them: making it takes as long as some thousand walks, and many
    /// types of events are too rare to be worth it.
    /// </summary>
    public int CompileFrom { get; init; } = 4096;

    /// <summary>Whether it is measured on a sample of the events what asking each rule costs. For machine code only.</summary>
    public bool MeasuresCosts { get; init; }
}
