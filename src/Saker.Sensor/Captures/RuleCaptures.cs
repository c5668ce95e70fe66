using System.Globalization;
using Saker.Events;
using Saker.Events.Captures;
using Saker.Rules;
using Saker.Rules.Evaluation;
using Saker.Sensor.Configuration;
using Saker.State;

namespace Saker.Sensor.Captures;

/// <summary>
/// Captures that rules start: from the match on, for as long as the rule asks, and what the flight recorder still holds of the time
/// before. One file at a time; a match while it is written makes it last longer.
/// </summary>
internal sealed class RuleCaptures : IEventTap
{
    private const ulong Millisecond = 1_000_000;
    private const ulong Second = 1_000_000_000;

    // Below that there is nothing to be gained.
    private const int SmallestRing = 64 * 1024;

    private readonly CaptureOptions options;
    private Dictionary<int, Rule> rules = [];
    private FlightRecorder? before;
    private readonly DepartedTasks departed;
    private readonly Voice voice;
    private CaptureWriter? writer;
    private ulong deadline;

    public RuleCaptures(CaptureOptions options, IEnumerable<Rule> rules, Voice voice)
    {
        this.options = options;
        this.voice = voice;
        Adopt(rules);
        // Even without time before the match: one that waits for its container is told of only when later events have passed.
        before = new FlightRecorder(options.FlightBytes, (ulong)options.FlightSeconds * Second);
        departed = new DepartedTasks((ulong)options.FlightSeconds * Second);
    }

    /// <summary>Puts other rules in the place of those that start captures; one that is being written goes on.</summary>
    public void Adopt(IEnumerable<Rule> rules) => this.rules = rules.Where(r => options.AllRules || r.Capture).ToDictionary(r => r.Index);

    public void Take(EventContext context, MatchList matches)
    {
        try
        {
            Write(context);
            foreach (int index in matches.Rules)
                Start(index, context.Event.Timestamp, context.Event.Number, context.Machine!);
        }
        catch (CaptureException e)
        {
            GiveUp(e);
        }
    }

    public void TakeLate(int rule, ulong time, ulong number, MachineState machine)
    {
        try
        {
            Start(rule, time, number, machine);
        }
        catch (CaptureException e)
        {
            GiveUp(e);
        }
    }

    public long LetGo()
    {
        departed.LetGo();
        if (before is not { Size: > SmallestRing } ring)
            return 0;
        ring.Shrink();
        return ring.Size / 1024;
    }

    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (CaptureException e)
        {
            GiveUp(e);
        }
    }

    private void Write(EventContext context)
    {
        if (writer is not null && context.Event.Timestamp > deadline)
            Close();
        if (writer is null)
        {
            before?.Add(context.Event);
            if (context.Event.Code is EventCode.Procexit_1E or EventCode.ProcexitE)
                departed.Add(context);
            return;
        }

        writer.Write(context.Event, stateOnly: false);
        if (options.MaxBytes == 0 || writer.Size <= options.MaxBytes)
            return;
        voice.Log.Warning($"capture {writer.Path} has reached capture.max_file_size_mb and ends");
        voice.Raise(InternalAlerts.CaptureFull(options.MaxBytes, writer.Size));
        Close();
    }

    private void Start(int index, ulong time, ulong number, MachineState machine)
    {
        if (!rules.TryGetValue(index, out var rule) || before is null)
            return;
        ulong duration = rule.CaptureDuration > 0 ? rule.CaptureDuration : (ulong)options.DefaultMilliseconds;
        deadline = Math.Max(deadline, time + (duration * Millisecond));
        if (writer is not null)
            return;
        string path = string.Create(CultureInfo.InvariantCulture, $"{options.PathPrefix}_{time:D20}_{number:D20}.scap");
        var made = writer = CaptureWriter.Create(path, $"Saker {ProductVersion.Saker}");
        new MachinePicture(machine).Write(made, time, departed.Drain(time));
        before.Drain(time, e => made.Write(e, stateOnly: false));
        voice.Log.Info($"capture {path} begins");
    }

    private void Close()
    {
        if (writer is not { } open)
            return;
        writer = null;
        open.Dispose();
        voice.Log.Info($"capture {open.Path} ends: {open.Events} events");
    }

    /// <summary>A disk that is full must not end the watch, nor fill the log: there are no more captures in this run.</summary>
    private void GiveUp(CaptureException e)
    {
        voice.Log.Error($"{e.Message}; no more captures are written");
        rules.Clear();
        before = null;
        writer = null;
    }
}
