using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>
/// Keeps the state from filling up with tasks whose exit was missed: a few records now and then, between two looks at the rings, on
/// the thread that owns the state.
/// </summary>
/// <param name="machine">The state.</param>
/// <param name="time">The clock.</param>
/// <param name="interval">How long a look at all tasks may take (<c>falco_libs.thread_table_auto_purging_interval_s</c>).</param>
internal sealed class StateUpkeep(MachineState machine, TimeProvider time, TimeSpan interval)
{
    // In the worst case a turn looks into /proc for each of its records, which for so many takes a fraction of a millisecond.
    private const int LeastRecords = 32;

    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(250);

    private readonly double turnsPerInterval = Math.Max(1, interval / pause);
    private long last = time.GetTimestamp();

    /// <summary>Does what is due; mostly that is nothing.</summary>
    public void Turn()
    {
        if (time.GetElapsedTime(last) < pause)
            return;
        last = time.GetTimestamp();
        int records = Math.Max(LeastRecords, (int)Math.Ceiling(machine.Tasks.Limit / turnsPerInterval));
        machine.Sweep((ulong)time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000, records);
    }
}
