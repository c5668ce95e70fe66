using Saker.Events;

namespace Saker.State;

public sealed unsafe partial class EventContext
{
    private const uint TemporaryFile = 8192;

    /// <summary>Compares the path that the caller gave to an open with the one that the kernel opened.</summary>
    /// <param name="differs">Whether they differ. Paths below the root directory of a process count with and without it.</param>
    /// <returns>False when there is nothing to compare: the event is no open, failed, or was not live.</returns>
    public bool TryCompareClaim(out bool differs)
    {
        differs = false;
        int claim = OpenEvents.ClaimParam(Event.Code);
        int flags = OpenEvents.FlagsParam(Event.Code);

        // Of a file without a name the caller gives the directory alone.
        bool hasName = flags < 0 || ((uint)Event.NumberOr(flags, 0) & TemporaryFile) == 0;
        if (claim < 0 || !hasName || !TryGetKernelPath(out var opened))
            return false;
        var text = Texts.Open();
        if (!AppendPath(text, claim))
            return false;
        var claimed = text.Close();
        var root = Task == null ? default : Task->Root.Span;
        bool isBelowRoot = opened.StartsWith(root) && opened[root.Length..].SequenceEqual(claimed);
        differs = !isBelowRoot && !opened.SequenceEqual(claimed);
        return true;
    }
}
