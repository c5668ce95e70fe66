using System.Runtime.InteropServices;
using System.Text;
using Saker.Events;

namespace Saker.Kernel;

/// <summary>The kernel side, loaded and attached. Dispose of it and the kernel is as it was.</summary>
public sealed unsafe partial class Probe : IDisposable
{
    private const int Slots = 5;
    private const int Syscalls = 512;
    private const int CompatSocketCall = 102;
    private const ushort NoNumber = ushort.MaxValue;

    private static readonly ILookup<int, int> compatNumbers =
        EventSchema.Compat.Where(c => c.Key is >= 0 and < Syscalls).ToLookup(c => c.Value, c => c.Key);

    private static readonly Version OldestUring = new(6, 0);

    private readonly List<nint> links = [];
    private readonly List<RefusedProgram> refused = [];
    private readonly int cpus;
    private readonly RingReader[] readers;
    private ProbeObject? obj;
    private FunctionHooks? functions;
    private ProbeObject? allCalls;
    private Control* control;
    private int countsMap;
    private int lossesMap;
    private int lostMap;

    private Probe(int cpus, int readers)
    {
        this.cpus = cpus;
        this.readers = new RingReader[readers];
    }

    private static bool OnArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>What the probe sends, to as many readers as were asked for.</summary>
    /// <remarks>
    /// Every process has its reader, which gets all that it does. What changes processes all of them get; for those that have not the
    /// process it bears <see cref="RecordFlags.Copy"/>. So each can keep a whole picture of the machine, and needs no other.
    /// </remarks>
    public IReadOnlyList<RingReader> Readers => readers;

    /// <summary>The first of the readers, mostly the only one.</summary>
    public RingReader Reader => readers[0];

    /// <summary>Rings of each reader beside its grave one.</summary>
    private int RingsEach => Math.Max(1, cpus / readers.Length);

    /// <summary>Where it meets system calls: never <see cref="SyscallHooks.Automatic"/>.</summary>
    public SyscallHooks Hooks => functions is null ? SyscallHooks.Tracepoint : SyscallHooks.Functions;

    /// <summary><see cref="Hooks"/> in words.</summary>
    public string Place => functions is null ? "where all calls end" : "at the functions of watched calls";

    /// <summary>What its events are stamped by.</summary>
    public EventClock Clock { get; } = new();

    /// <summary>Programs that this kernel does not take; what they would have seen is not seen.</summary>
    public IReadOnlyList<RefusedProgram> Refused => refused;

    /// <summary>Loads and attaches the probe. No system call is of interest yet; forks, execs and exits are reported from now on.</summary>
    /// <exception cref="ProbeException">The kernel does not take what everything else hangs on.</exception>
    public static Probe Load(ProbeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Readers, Math.Clamp(options.Readers, 1, ProbeOptions.MostReaders));
        var functions = options.Hooks == SyscallHooks.Tracepoint ? null : FunctionHooks.Find();
        if (functions is null)
        {
            return options.Hooks != SyscallHooks.Functions ? Load(options, null) : throw new ProbeException(
                "this kernel lets no program hang on functions: it takes Linux 5.17 or later with trampolines (CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS)");
        }

        try
        {
            return Load(options, functions);
        }
        catch (ProbeException refusal) when (options.Hooks == SyscallHooks.Automatic)
        {
            var probe = Load(options, null);
            probe.refused.Add(new RefusedProgram("functions", $"{refusal.Message}; all calls pass the probe instead"));
            return probe;
        }
    }

    private static Probe Load(ProbeOptions options, FunctionHooks? functions)
    {
        LibBpfLog.Start();
        var probe = new Probe(LibBpf.PossibleCpus(), options.Readers) { functions = functions };
        try
        {
            probe.LoadObject(options);
            for (int i = 0; i < options.Readers; i++)
                probe.readers[i] = new RingReader(i, probe.RingsEach, probe.cpus, options, (uint*)&probe.control->Resting + i);
            probe.FillRings();
            probe.obj!.FillHandlers();
            functions?.Begin(probe.obj);
            probe.Attach();
            // The kernel's type information, which is large, has been read and let go.
            _ = LibC.TrimHeap(0);
            return probe;
        }
        catch
        {
            probe.Dispose();
            throw;
        }
    }

    /// <summary>Says what is wanted of a system call, by its native number; takes effect at once.</summary>
    public void SetInterest(int number, Interest interest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Syscalls);
        control->Interest[number] = (byte)interest;
        Watch(number);
        if (!OnArm)
        {
            foreach (int compat in compatNumbers[number])
                Watch(compat);
            Watch(CompatSocketCall);
        }

        if (functions is null)
            return;
        bool watched = interest != Interest.None;
        if (watched && !functions.CanHook(number))
        {
            MeetAllCalls();
            return;
        }

        var missed = functions.Follow(number, watched);
        refused.AddRange(missed);
        if (missed.Count > 0)
            MeetAllCalls();
    }

    /// <summary>Goes over from functions to the place that all calls pass, for the sake of a call that is not met at any.</summary>
    private void MeetAllCalls()
    {
        allCalls = obj!.Copy(ProbeObject.EntryProgram, obj.LoadedHandlers(), null);
        // A call that ends just now is told twice rather than never.
        links.Add(allCalls.Attach(ProbeObject.EntryProgram));
        functions!.Dispose();
        functions = null;
    }

    /// <summary>
    /// Brings up to date what the probe asks first: whether a number is of interest, whichever of its two meanings it has. The 32-bit
    /// call that stands for many has the interests of all.
    /// </summary>
    private void Watch(int number)
    {
        int watched = control->Interest[number];
        if (!OnArm && EventSchema.Compat.TryGetValue(number, out int native) && native is >= 0 and < Syscalls)
            watched |= control->Interest[native];
        if (!OnArm && number == CompatSocketCall)
        {
            for (int any = 0; any < Syscalls; any++)
                watched |= control->Interest[any];
        }

        control->Watched[number] = (byte)watched;
    }

    /// <summary>Says what is wanted of a system call, whatever its number on this processor.</summary>
    /// <returns>False when this processor knows no such call.</returns>
    public bool SetInterest(SyscallInfo call, Interest interest)
    {
        ArgumentNullException.ThrowIfNull(call);
        int number = call.Native;
        if (number is < 0 or >= Syscalls)
            return false;
        SetInterest(number, interest);
        return true;
    }

    /// <summary>What is wanted of a system call.</summary>
    public Interest GetInterest(int number) => (Interest)control->Interest[number];

    /// <summary>Leaves out the events of a process, 0 for none.</summary>
    public void SetOwnProcess(int process) => control->OwnTgid = (uint)process;

    /// <summary>How many records of an event type were sent, and how many found their ring full.</summary>
    public RecordCount CountOf(EventCode code)
    {
        var perCpu = stackalloc RecordCount[cpus];
        uint key = (uint)code;
        RecordCount sum = default;
        if (LibBpf.LookUpElement(countsMap, &key, perCpu) != 0)
            return sum;
        for (int i = 0; i < cpus; i++)
        {
            sum.Pushed += perCpu[i].Pushed;
            sum.Dropped += perCpu[i].Dropped;
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint link in links)
            LibBpf.DestroyLink(link);
        links.Clear();
        foreach (var reader in readers)
            reader?.Dispose();
        UnmapFilter();
        Unmap((nint)control, Control.Size);
        control = null;
        functions?.Dispose();
        allCalls?.Dispose();
        obj?.Dispose();
        obj = null;
    }

    private void LoadObject(ProbeOptions options)
    {
        // Each turn leaves out one more program that the kernel refuses, until the rest is taken.
        while (true)
        {
            obj = ProbeObject.Open();
            if (functions is not null)
                obj.HangOn(functions.Usual);
            Prepare(obj, options);
            if (obj.Load())
                break;
            obj.Dispose();
            obj = null;
            if (LibBpfLog.LastRefusal() is not var (program, reason) || program == ProbeObject.EntryProgram || refused.Exists(r => r.Name == program))
                throw new ProbeException($"the kernel does not take the probe: {LibBpfLog.Tail(5)}");
            refused.Add(new RefusedProgram(program, reason));
            LibBpfLog.Start();
        }

        control = (Control*)obj.Share(".data.control", Pages(Control.Size));
        MapFilter(obj);
        control->OwnTgid = (uint)options.OwnProcess;
        countsMap = obj.MapDescriptor("counts");
        lossesMap = obj.MapDescriptor("losses");
        lostMap = obj.MapDescriptor("lost");
    }

    private void Prepare(ProbeObject obj, ProbeOptions options)
    {
        LeaveOutAlternatives(obj);
        foreach (var (program, name) in obj.Programs())
        {
            if (options.Without.Contains(name) || !IsWanted(name, options) || refused.Exists(r => r.Name == name))
                _ = LibBpf.SetAutoload(program, false);
            else if (name == options.Spoilt)
                _ = LibBpf.SetType(program, LibBpf.ProgramTypeSocketFilter);
        }

        _ = LibBpf.SetMaxEntries(obj.Map("scratch_space"), (uint)(cpus * Slots));
        _ = LibBpf.SetMaxEntries(obj.Map("rings"), (uint)(readers.Length * (RingsEach + 1)));
        nuint size;
        var settings = (Settings*)LibBpf.InitialValue(obj.Map(".rodata.settings"), &size);
        if (settings == null || size < Settings.Size)
            throw new ProbeException("the probe and its loader do not belong together");
        settings->EpochOffset = (ulong)Clock.Offset;
        settings->IdentityKey = RandomKey();
        settings->Readers = (ushort)readers.Length;
        settings->RingsEach = (ushort)RingsEach;
        settings->WakeupBytes = (uint)options.WakeupBytes;
        settings->DataLimit = (uint)options.DataLimit;
        settings->PageKilobytes = (uint)(Environment.SystemPageSize / 1024);
        for (int i = 0; i < Syscalls; i++)
            settings->CompatNumbers[i] = OnArm ? NoNumber : (ushort)EventSchema.Compat.GetValueOrDefault(i, NoNumber);
        foreach (var call in EventSchema.Syscalls)
        {
            int number = call.Native;
            if (number is >= 0 and < Syscalls)
                settings->SyscallCodes[number] = (ushort)call.Code;
        }
    }

    /// <summary>Of two programs for one purpose, the one is left out whose hook this kernel does not have; the second when it has neither.</summary>
    private void LeaveOutAlternatives(ProbeObject obj)
    {
        var programs = obj.Programs().ToDictionary(p => p.Name, p => p.Program);
        if (Environment.OSVersion.Version < OldestUring)
            Miss("uring_submitted", $"what io_uring does is seen from Linux {OldestUring} on");
        if (Environment.OSVersion.Version < OldestSleepingSnapshot)
            Miss(SleepingSnapshot, $"arguments and environment of processes that run already are seen from Linux {OldestSleepingSnapshot} on");
        if (Environment.OSVersion.Version < OldestUring)
        {
            foreach (var (_, program) in programs.Where(p => p.Key.StartsWith("uring_", StringComparison.Ordinal)))
                _ = LibBpf.SetAutoload(program, false);
        }

        bool isNew = LibBpf.SetAttachTarget(programs["uring_submitted"], 0, "io_uring_submit_req") == 0;
        bool isOld = !isNew && LibBpf.SetAttachTarget(programs["uring_submitted_early"], 0, "io_uring_submit_sqe") == 0;
        _ = LibBpf.SetAutoload(programs[isOld ? "uring_submitted" : "uring_submitted_early"], false);
        _ = LibBpf.SetAutoload(programs[SnapshotProgram == SleepingSnapshot ? EarlySnapshot : SleepingSnapshot], false);
    }

    /// <summary>Counts a program as refused without asking the kernel, which is known to lack what it needs.</summary>
    private void Miss(string program, string reason)
    {
        if (!refused.Exists(r => r.Name == program))
            refused.Add(new RefusedProgram(program, reason));
    }

    /// <summary>Whether a program is to be loaded: all are, but those that only functions are hooked with, and those of frequent moments only
    /// for who wants these.</summary>
    private static bool IsWanted(string name, ProbeOptions options) => name switch
    {
        ProbeObject.RefusedCalls or ProbeObject.BareCalls => false,
        ProbeObject.WholeEntry or ProbeObject.EarlyEntry => name == ProbeObject.EntryProgram,
        "trace_switch" => options.Traced.Contains(EventCode.Schedswitch_6E),
        "trace_signal" => options.Traced.Contains(EventCode.SignaldeliverE),
        "trace_fault_user" or "trace_fault_kernel" => options.Traced.Contains(EventCode.PageFaultE),
        _ => true,
    };

    /// <summary>The rings of all readers in turn, then their grave ones.</summary>
    private void FillRings()
    {
        int map = obj!.MapDescriptor("rings");
        for (int reader = 0; reader < readers.Length; reader++)
        {
            for (int ring = 0; ring < RingsEach; ring++)
                Fill(map, (reader * RingsEach) + ring, readers[reader].Descriptor(ring));
            Fill(map, (readers.Length * RingsEach) + reader, readers[reader].Descriptor(RingsEach));
        }
    }

    private static void Fill(int map, int place, int ring)
    {
        if (LibBpf.UpdateElement(map, &place, &ring, 0) != 0)
            throw new ProbeException($"ring {place}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Attaches what hangs on a hook: all but the programs behind the entry of system calls and the iterators.</summary>
    private void Attach()
    {
        foreach (var (program, name) in obj!.Programs())
        {
            bool hooked = name == ProbeObject.EntryProgram
                ? functions is null
                : !(name.StartsWith(ProbeObject.SyscallPrefix, StringComparison.Ordinal) || name.StartsWith(SnapshotPrefix, StringComparison.Ordinal));
            if (!hooked || LibBpf.ProgramDescriptor(program) < 0)
                continue;
            nint link = LibBpf.Attach(program);
            if (link != 0)
                links.Add(link);
            else if (name == ProbeObject.EntryProgram)
                throw new ProbeException($"{name} cannot be attached: {Marshal.GetLastPInvokeErrorMessage()}");
            else
                refused.Add(new RefusedProgram(name, $"cannot be attached: {Marshal.GetLastPInvokeErrorMessage()}"));
        }
    }

    private static ulong RandomKey()
    {
        ulong key;
        if (LibC.GetRandom(&key, sizeof(ulong), 0) != sizeof(ulong))
            throw new ProbeException($"no random numbers: {Marshal.GetLastPInvokeErrorMessage()}");
        return key;
    }
}

/// <summary>A program that the kernel did not take.</summary>
/// <param name="Name">Its name in the probe.</param>
/// <param name="Reason">What the kernel said.</param>
public sealed record RefusedProgram(string Name, string Reason);
