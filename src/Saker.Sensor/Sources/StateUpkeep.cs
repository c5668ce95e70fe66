using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>
/// Keeps the state from filling up with tasks whose exit was missed: a few records now and then, between two looks at the rings, on
/// the thread that owns the state.
/// </summary>
internal sealed class StateUpkeep(MachineState machine, TimeProvider time)
{
    // Thirty thousand tasks take four minutes; one turn, in the worst case a look into /proc for each of its records, a fraction of
    // a millisecond.
    private const int RecordsPerTurn = 32;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    private long last = time.GetTimestamp();

    /// <summary>Does what is due; mostly that is nothing.</summary>
    public void Turn()
    {
        if (time.GetElapsedTime(last) < pause)
            return;
        last = time.GetTimestamp();
        machine.Sweep((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, RecordsPerTurn);
    }
}
