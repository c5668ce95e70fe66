using System.Runtime.CompilerServices;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Evaluation.Indexing;

/// <summary>Finds the conditions that may hold for an event: each operand is asked for its values once, whatever the number of conditions.</summary>
internal sealed class AtomIndex
{
    private const int UsualFinds = 32;

    private readonly OperandIndex[] operands;
    private readonly int[][] conditionsBySet;

    private AtomIndex(OperandIndex[] operands, int[][] conditionsBySet)
    {
        this.operands = operands;
        this.conditionsBySet = conditionsBySet;
    }

    /// <param name="conditions">Numbers of conditions, each with the atom sets it is looked up by.</param>
    public static AtomIndex Of(IEnumerable<(int Condition, AtomChoice Choice)> conditions)
    {
        var sets = new OrderedDictionary<AtomSet, List<int>>();
        foreach (var (condition, choice) in conditions)
        {
            foreach (var set in choice.Sets)
            {
                if (!sets.TryGetValue(set, out var users))
                    sets.Add(set, users = []);
                users.Add(condition);
            }
        }

        var operands = sets.Keys.Select((set, number) => (Set: set, Number: number)).GroupBy(s => s.Set.Operand)
            .Select(g => OperandIndex.Of(g.Key, [.. g]));
        return new AtomIndex([.. operands], [.. sets.Values.Select(users => users.ToArray())]);
    }

    /// <summary>Whether nothing is ever found.</summary>
    public bool IsEmpty => operands.Length == 0;

    /// <summary>Puts the numbers of the conditions that may hold into a buffer, some perhaps more than once.</summary>
    [SkipLocalsInit]
    public void Find(EventContext context, ref CandidateBuffer conditions)
    {
        Span<int> room = stackalloc int[UsualFinds];
        var sets = new CandidateBuffer(room);
        foreach (var operand in operands)
            operand.Find(context, ref sets);
        if (!sets.IsEmpty)
        {
            foreach (int set in sets.Sorted())
                conditions.Add(conditionsBySet[set]);
        }

        sets.Dispose();
    }
}
