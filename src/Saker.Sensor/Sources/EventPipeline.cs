using Saker.Alerts.Outputs;
using Saker.Events;
using Saker.Kernel;
using Saker.Rules.Evaluation;
using Saker.Sensor.Budgets;
using Saker.Sensor.Captures;
using Saker.Sensor.Holding;
using Saker.Sensor.Rules;
using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>What happens to each event on the reader's thread: it is applied to the state, judged by the rules, and done with.</summary>
internal sealed unsafe class EventPipeline : IDisposable
{
    private readonly Event current = new();
    private readonly EventContext context;
    private readonly MachineState machine;
    private readonly AlertOutputs outputs;
    private readonly uint self = (uint)Environment.ProcessId;
    private readonly MatchList matches = new();
    private Action<int>? raise;

    public EventPipeline(MachineState machine, Judgement judgement, AlertOutputs outputs)
    {
        this.machine = machine;
        Judgement = judgement;
        this.outputs = outputs;
        context = new EventContext { Event = current };
    }

    /// <summary>The view that a source of captured events turns to each before <see cref="TakeCaptured"/>.</summary>
    public Event Current => current;

    /// <summary>Told of threads that the probe has no verdict on; null when nobody asks.</summary>
    public IThreadJudge? Judge { get; set; }

    /// <summary>Who else looks at each event; null for nobody.</summary>
    public IEventTap? Tap { get; set; }

    /// <summary>Holds back what is to be said of events whose container is not known yet; null when nobody finds out about containers.</summary>
    public HeldAlerts? Held { get; private set; }

    /// <summary>By what events are judged; another may take its place between two events, on the reader's thread.</summary>
    public Judgement Judgement { get; set; }

    /// <summary>State of the machine.</summary>
    public MachineState Machine => machine;

    /// <summary>What can be done without when memory runs out, that which is missed least first; to be let go on the reader's thread.</summary>
    public IReadOnlyList<Ballast> Ballast =>
    [
        new Ballast("amendments", () => Held?.ForgetOld() ?? 0),
        new Ballast("containers", () => machine.Containers.LetGo()),
        new Ballast("held_events", () => Held?.ReleaseOld() ?? 0),
    ];

    /// <summary>Events taken in.</summary>
    public ulong Events { get; private set; }

    /// <summary>Records that did not hold what they said.</summary>
    public ulong Malformed { get; private set; }

    /// <summary>Time of the first event, nanoseconds since 1970; 0 before it.</summary>
    public ulong FirstTime { get; private set; }

    /// <summary>Time of the latest event.</summary>
    public ulong LastTime { get; private set; }

    /// <summary>Takes in a record of the probe.</summary>
    public void TakeRecord(byte* record, int size)
    {
        if (!current.Attach(record, size, Events + 1))
            Malformed++;
        else if (((RecordFlags)current.Facts.Flags & RecordFlags.Copy) != 0)
            Follow();
        else
            Process(current.Info.IsForRules);
    }

    /// <summary>Takes in the event of a capture that <see cref="Current"/> shows.</summary>
    public void TakeCaptured(bool forRules) => Process(forRules);

    /// <inheritdoc/>
    public void Dispose()
    {
        Tap?.Dispose();
        machine.Dispose();
    }

    /// <summary>Takes in what a process did that another reader has: only what it changes matters here.</summary>
    private void Follow()
    {
        LastTime = current.Timestamp;
        machine.Update(context);
        machine.Finish(context);
    }

    private void Process(bool forRules)
    {
        Events++;
        LastTime = current.Timestamp;
        if (FirstTime == 0)
            FirstTime = LastTime;
        machine.Update(context);
        matches.Clear();
        if (forRules)
            Match();
        Tap?.Take(context, matches);
        if (Judge is { } judge && current.HasFacts && ((RecordFlags)current.Facts.Flags & RecordFlags.Unjudged) != 0)
            judge.Judge(context);
        machine.Finish(context);
    }

    /// <summary>Lets alerts wait for what is to be known of their container.</summary>
    public HeldAlerts Hold(HoldOptions options)
    {
        Held = new HeldAlerts(options, machine, outputs.Add, new EventContext { Event = new Event() }, TakeLate);
        raise = rule =>
        {
            matches.Add(rule);
            Raise(rule);
        };
        return Held;
    }

    private void Match()
    {
        if (Held is { } held && AwaitedContainer() is { } container)
        {
            if (!IsOwn())
                held.Take(context, container, Judgement, raise!);
            return;
        }

        Judgement.Matcher.Match(context, matches);
        foreach (int index in matches.Rules)
            Raise(index);
    }

    /// <summary>The container of the event, when something of it is still to come; null otherwise.</summary>
    private ContainerInfo? AwaitedContainer()
    {
        if (context.Task == null || context.Task->Container == 0)
            return null;
        var container = machine.Containers[context.Task->Container];
        return container.Awaited == ContainerParts.None ? null : container;
    }

    // The sensor's own calls are seen only when it asks whether calls are seen.
    private bool IsOwn() => current.HasFacts && current.Facts.Tgid == self;

    private void TakeLate(HeldEvent held, int rule) => Tap?.TakeLate(rule, held.Time, held.Number, machine);

    private void Raise(int index)
    {
        if (IsOwn())
            return;
        outputs.Add(Judgement.Renderer.Render(Judgement.Count(index), context));
    }
}

/// <summary>Hands the probe's records to the pipeline; a struct, so that the reader's loop calls it directly.</summary>
internal readonly unsafe struct PipelineHandler(EventPipeline pipeline) : IRecordHandler
{
    public void Handle(byte* record, int size) => pipeline.TakeRecord(record, size);

    // The reader keeps the count, which the summary tells.
    public void Lost(in Loss loss)
    {
    }
}
