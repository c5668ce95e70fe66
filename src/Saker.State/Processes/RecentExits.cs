namespace Saker.State;

/// <summary>
/// Tasks that ended a moment ago. In captures the end of a short-lived child may stand before its maker's word of it, which must not
/// bring the child back.
/// </summary>
internal sealed class RecentExits
{
    private const int Capacity = 8192;
    private const ulong Recent = 2_000_000_000;

    // Ids are given out in order, so that neighbours in time have different places.
    private readonly Exit[] exits = new Exit[Capacity];

    private readonly record struct Exit(long Tid, long Parent, ulong Time);

    /// <summary>Remembers that a task ended.</summary>
    /// <param name="tid">Its id.</param>
    /// <param name="parent">Its parent's.</param>
    /// <param name="time">When, nanoseconds since 1970.</param>
    public void Add(long tid, long parent, ulong time) => exits[Place(tid)] = new Exit(tid, parent, time);

    /// <summary>Whether a child of that parent ended within the last two seconds.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    public bool Contains(long tid, long parent, ulong time)
    {
        var exit = exits[Place(tid)];
        return exit.Tid == tid && exit.Parent == parent && exit.Time != 0 && time >= exit.Time && time - exit.Time < Recent;
    }

    private static int Place(long tid) => (int)((ulong)tid % Capacity);
}
