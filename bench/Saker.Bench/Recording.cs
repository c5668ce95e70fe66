using System.Runtime.InteropServices;
using Saker.Events;
using Saker.Events.Captures;
using Saker.Rules.Evaluation;
using Saker.State;

namespace Saker.Bench;

/// <summary>A capture held in memory, to be played again and again without the cost of reading it.</summary>
internal sealed unsafe class Recording : ICaptureVisitor
{
    private readonly Event current = new();
    private readonly List<Action<CapturedStart>> start = [];
    private readonly List<(nint Bytes, int Size, int Cpu, bool StateOnly)> events = [];

    /// <exception cref="CaptureException">The file is no capture.</exception>
    public Recording(string path)
    {
        using var reader = CaptureReader.Open(path);
        reader.Read(this);
    }

    Event ICaptureVisitor.Current => current;

    /// <summary>How many events there are.</summary>
    public int Count => events.Count;

    /// <summary>Plays it on a fresh machine.</summary>
    /// <param name="matcher">Judges the events; null to keep the state and no more.</param>
    /// <param name="allocated">Bytes allocated from the first event on.</param>
    /// <returns>Nanoseconds an event took on average, and how many matched.</returns>
    public (double Nanoseconds, long Matches) Play(RuleMatcher? matcher, out long allocated)
    {
        using var machine = new MachineState(new MachineOptions { Live = false });
        var view = new Event();
        var context = new EventContext { Event = view };
        var loader = new CapturedStart(machine);
        foreach (var tell in start)
            tell(loader);
        loader.Complete();
        var matches = new MatchList();
        long matched = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        ulong number = 0;
        foreach (var (bytes, size, cpu, stateOnly) in CollectionsMarshal.AsSpan(events))
        {
            if (!view.AttachBare((byte*)bytes, size, cpu, ++number))
                continue;
            machine.Update(context);
            if (matcher is not null && !stateOnly)
            {
                matcher.Match(context, matches);
                matched += matches.Count;
            }

            machine.Finish(context);
        }

        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return (elapsed.TotalNanoseconds / events.Count, matched);
    }

    void ICaptureVisitor.Begin(CapturedMachine machine)
    {
    }

    void ICaptureVisitor.Thread(CapturedThread thread) => start.Add(s => s.Add(thread));

    void ICaptureVisitor.Descriptor(long tid, CapturedDescriptor descriptor) => start.Add(s => s.Add(tid, descriptor));

    void ICaptureVisitor.Interface(CapturedInterface networkInterface) => start.Add(s => s.Add(networkInterface));

    void ICaptureVisitor.User(CapturedUser user) => start.Add(s => s.Add(user));

    void ICaptureVisitor.Group(CapturedGroup group) => start.Add(s => s.Add(group));

    void ICaptureVisitor.TaskFact(CapturedTaskFact fact) => start.Add(s => s.Add(fact));

    bool ICaptureVisitor.Event(bool stateOnly)
    {
        // Views read whole words, so a little room is left behind the event.
        var bytes = current.Bytes;
        byte* copy = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 64);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        events.Add(((nint)copy, bytes.Length, current.Cpu, stateOnly || !current.Info.IsForRules));
        return true;
    }
}
