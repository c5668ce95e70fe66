namespace Saker.Events.Captures;

/// <summary>The call that each thread is in: its entry, until its exit asks for it.</summary>
internal sealed class EnterEvents
{
    // A capture may name any number of threads; those that never come back are forgotten together.
    private const int MaxThreads = 65536;
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly Dictionary<long, Call> calls = [];
    private int bytesHeld;

    private sealed class Call
    {
        public byte[] Entry { get; set; } = [];

        public bool IsOpen { get; set; }
    }

    /// <summary>Remembers the entry of a thread's call; the one before is over.</summary>
    public void Keep(long tid, ReadOnlySpan<byte> entry)
    {
        if (!calls.TryGetValue(tid, out var call) || call.Entry.Length < entry.Length)
        {
            if (calls.Count >= MaxThreads || bytesHeld + entry.Length > MaxBytes)
            {
                calls.Clear();
                bytesHeld = 0;
            }

            call = new Call { Entry = GC.AllocateUninitializedArray<byte>(entry.Length, pinned: true) };
            calls[tid] = call;
            bytesHeld += entry.Length;
        }

        entry.CopyTo(call.Entry);
        call.IsOpen = true;
    }

    /// <summary>The entry of the call that a thread is in, in memory that does not move; null when it was not seen.</summary>
    public byte[]? Find(long tid) => calls.TryGetValue(tid, out var call) && call.IsOpen ? call.Entry : null;

    /// <summary>The thread's call is over.</summary>
    public void Close(long tid)
    {
        if (calls.TryGetValue(tid, out var call))
            call.IsOpen = false;
    }
}
