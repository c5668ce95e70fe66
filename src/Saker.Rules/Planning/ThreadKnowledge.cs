using Saker.Fields;
using Saker.Rules.Binding;
using Saker.State;

namespace Saker.Rules.Planning;

/// <summary>
/// What is known of every event of a thread for as long as its stamp stays the same: what its program, its credentials, its ancestors
/// and its cgroup answer.
/// </summary>
internal sealed class ThreadKnowledge : Knowledge
{
    // Others can change these without the thread's or an ancestor's doing: a sibling, another process with the same working directory,
    // the one that holds the terminal.
    private static readonly string[] changedByOthers = ["sid", "pgid", "cwd", "tty"];

    /// <summary>The thread is that of the event.</summary>
    public EventContext? Context { get; set; }

    /// <inheritdoc/>
    public override Truth Ask(Test test)
    {
        if (test.Scope != FieldScope.Process)
            return Truth.Unknown;
        string? field = test switch
        {
            TextTest text => text.Operand.Name,
            NumberTest number => number.Operand.Name,
            _ => null,
        };
        return field is not null && IsSettled(field) ? Of(test.Evaluate(Context!)) : Truth.Unknown;
    }

    // What a runtime says of a container comes later than the container.
    private static bool IsSettled(string field) => field is "container.id" or "container.full_id"
        || (!field.Contains("container", StringComparison.Ordinal) && !field.Contains("k8s", StringComparison.Ordinal)
            && !field.Contains("_pod", StringComparison.Ordinal)
            && !Array.Exists(changedByOthers, part => field.Contains(part, StringComparison.Ordinal)));
}
