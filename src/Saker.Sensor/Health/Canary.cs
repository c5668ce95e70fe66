using System.Diagnostics;
using System.Runtime.InteropServices;
using Saker.Events;
using Saker.Kernel;
using Saker.State;

namespace Saker.Sensor.Health;

/// <summary>
/// A system call of the sensor's own that must come back: out of the kernel, through the ring, into the state. As long as it does, the
/// sensor sees. Used on the reader's thread, which makes the call and takes its event in.
/// </summary>
/// <param name="probe">The probe, which otherwise leaves out what the sensor does.</param>
/// <param name="machine">The state.</param>
/// <param name="time">The clock.</param>
internal sealed unsafe partial class Canary(Probe probe, MachineState machine, TimeProvider time)
{
    private const int GetDumpable = 3;

    /// <summary>How long a canary may be away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan interval = TimeSpan.FromSeconds(10);
    private static readonly SyscallInfo call = Array.Find(EventSchema.Syscalls, c => c.Name == "prctl")!;

    private readonly int thread = GetThread();
    private volatile bool wanted = true;
    private long sent;
    private ulong sentAt;
    private bool isAway;

    /// <summary>When the last one came back; 0 for never.</summary>
    public long LastReturn { get; private set; }

    /// <summary>How long the last one was away.</summary>
    public TimeSpan LastDelay { get; private set; }

    /// <summary>Canaries that did not come back in time.</summary>
    public long Missed { get; private set; }

    /// <summary>Whether the last one came back in time.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Lets one go at the next turn, rather than when its time has come; any thread may ask.</summary>
    public void Want() => wanted = true;

    /// <summary>Lets one go when it is time, and looks for the one that is away.</summary>
    public void Turn()
    {
        if (isAway)
            Look();
        else if (wanted || time.GetElapsedTime(sent) >= interval)
            Send();
    }

    private void Send()
    {
        wanted = false;
        isAway = true;
        var interest = probe.GetInterest(call.Native);
        sentAt = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - 1) * 1_000_000;
        sent = time.GetTimestamp();
        if ((interest & Interest.Succeeded) == 0)
            probe.SetInterest(call.Native, interest | Interest.Succeeded);
        probe.SetOwnProcess(0);
        _ = ControlProcess(GetDumpable, 0, 0, 0, 0);
        probe.SetOwnProcess(Environment.ProcessId);
        if ((interest & Interest.Succeeded) == 0)
            probe.SetInterest(call.Native, interest);
    }

    private void Look()
    {
        var task = machine.Tasks.Find(thread);
        if (task != null && task->LastSeen >= sentAt)
        {
            isAway = false;
            LastDelay = time.GetElapsedTime(sent);
            LastReturn = time.GetTimestamp();
            IsAlive = true;
        }
        else if (time.GetElapsedTime(sent) > Patience)
        {
            isAway = false;
            IsAlive = false;
            Missed++;
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ControlProcess(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThread();
}
