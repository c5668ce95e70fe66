using Saker.Events;

namespace Saker.State;

public sealed unsafe partial class EventContext
{
    private const uint TemporaryFile = 8192;

    /// <summary>Compares the path that the caller gave to an open or an exec with the one that the kernel found there.</summary>
    /// <param name="differs">Whether they differ. Paths below the root directory of a process count with and without it.</param>
    /// <returns>
    /// False when there is nothing to compare: the event is neither, failed, was not live, or starts from a directory that is not known.
    /// </returns>
    public bool TryCompareClaim(out bool differs)
    {
        differs = false;
        if (!TryFindClaim(out int claim, out var found))
            return false;
        var text = Texts.Open();
        AppendPath(text, claim, unknown: default);
        var claimed = text.Close();
        if (!claimed.StartsWith("/"u8))
            return false;
        var root = Task == null ? default : Task->Root.Span;
        bool isBelowRoot = found.StartsWith(root) && found[root.Length..].SequenceEqual(claimed);
        differs = !isBelowRoot && !found.SequenceEqual(claimed);
        return true;
    }

    private bool TryFindClaim(out int claim, out ReadOnlySpan<byte> found)
    {
        const int givenToExec = 30;
        const int executed = 27;
        if (Event.Code == EventCode.SyscallExecve_19X)
        {
            claim = givenToExec;
            found = Event.HasFacts ? Event.Text(executed) : default;
            return !found.IsEmpty && !Event.Param(claim).IsEmpty;
        }

        claim = OpenEvents.ClaimParam(Event.Code);
        int flags = OpenEvents.FlagsParam(Event.Code);

        // Of a file without a name the caller gives the directory alone.
        bool hasName = flags < 0 || ((uint)Event.NumberOr(flags, 0) & TemporaryFile) == 0;
        found = default;
        return claim >= 0 && hasName && !Event.Param(claim).IsEmpty && TryGetKernelPath(out found);
    }
}
