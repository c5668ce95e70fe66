namespace Saker.Rules.Evaluation;

/// <summary>The rules that matched an event, in order of evaluation. Reused for event after event.</summary>
public sealed class MatchList
{
    private int[] rules = new int[16];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Indices of the rules.</summary>
    public ReadOnlySpan<int> Rules => rules.AsSpan(0, Count);

    /// <summary>Forgets them.</summary>
    public void Clear() => Count = 0;

    internal int this[int index]
    {
        get => rules[index];
        set => rules[index] = value;
    }

    internal void KeepFirst() => Count = 1;

    internal void Sort() => rules.AsSpan(0, Count).Sort();

    /// <summary>Adds the index of a rule.</summary>
    public void Add(int rule)
    {
        if (Count == rules.Length)
            Array.Resize(ref rules, Count * 2);
        rules[Count++] = rule;
    }
}
