using System.Diagnostics;
using Saker.Alerts;
using Saker.Rules.Deferring;
using Saker.Sensor.Rules;
using Saker.State;

namespace Saker.Sensor.Holding;

/// <summary>
/// Holds back what is to be said of events whose container is not known yet: until it is, or a deadline passes. What then went out incomplete
/// is amended once the rest is known. Belongs to the reader's thread.
/// </summary>
/// <param name="options">For how long.</param>
/// <param name="machine">The state.</param>
/// <param name="send">Where alerts go.</param>
/// <param name="show">A context that shows containers alone.</param>
/// <param name="matched">Told of each event that waited, and of the index of a rule that it matches.</param>
internal sealed class HeldAlerts(HoldOptions options, MachineState machine, Action<Alert> send, EventContext show, Action<HeldEvent, int> matched)
{
    /// <summary>Note of alerts that go out although something is awaited.</summary>
    public const string Pending = "pending";

    /// <summary>Note of alerts that follow a pending one of the same event.</summary>
    public const string Amended = "amended";

    /// <summary>Note of alerts that say that a pending one would not have been, had all been known.</summary>
    public const string Withdrawn = "withdrawn";

    // A flood is not to fill the memory: what finds no room goes out at once.
    private const int MaxWaiting = 16384;

    private static readonly TimeSpan remembered = TimeSpan.FromMinutes(2);

    private readonly Queue<HeldEvent> waiting = new();
    private readonly Queue<HeldEvent> wentOut = new();
    private readonly Dictionary<ContainerInfo, List<HeldEvent>> byContainer = new(ReferenceEqualityComparer.Instance);
    private readonly List<DeferredMatch> found = [];

    /// <summary>How it went so far.</summary>
    public HoldCounts Counts { get; } = new();

    /// <summary>Judges an event whose container is not known yet.</summary>
    /// <param name="context">The event.</param>
    /// <param name="container">Its container.</param>
    /// <param name="judgement">By what it is judged.</param>
    /// <param name="raise">Told of rules that match whatever the container is; their alert goes out at once when it tells nothing of what is awaited.</param>
    public void Take(EventContext context, ContainerInfo container, Judgement judgement, Action<int> raise)
    {
        found.Clear();
        judgement.Deferred.Match(context, container.Awaited, found);
        if (found.Count == 0)
            return;
        var needs = found.Select(match => (match.Parts | judgement.Renderer.PartsOf(match.Rule)) & container.Awaited).ToArray();
        if (needs.All(n => n == ContainerParts.None))
        {
            foreach (var match in found)
                raise(match.Rule.Index);
            return;
        }

        var held = new HeldEvent(
            container, judgement,
            [.. found.Select((match, i) => new HeldMatch(match, judgement.Renderer.Note(match.Rule, context, container.Awaited), needs[i]))],
            judgement.FirstOnly, Stopwatch.GetTimestamp())
        {
            Time = context.Event.Timestamp,
            Number = context.Event.Number,
        };
        Counts.Held++;
        Remember(held);
        if (waiting.Count >= MaxWaiting)
        {
            Counts.Overflowed++;
            Expire(held);
            return;
        }

        Counts.Waiting++;
        waiting.Enqueue(held);
    }

    /// <summary>Looks after those whose container something was found out about.</summary>
    public void Look(ContainerInfo container)
    {
        if (!byContainer.TryGetValue(container, out var held))
            return;
        foreach (var one in held.Where(h => (h.Needs & container.Awaited) == 0))
            Complete(one);
        held.RemoveAll(h => h.IsOver);
        if (held.Count == 0)
            byContainer.Remove(container);
    }

    /// <summary>Lets go those whose deadline has passed.</summary>
    public void Turn()
    {
        while (waiting.TryPeek(out var next) && (next.IsOver || Stopwatch.GetElapsedTime(next.Held) >= options.Deadline))
        {
            waiting.Dequeue();
            if (!next.IsOver)
                Expire(next);
        }

        while (wentOut.TryPeek(out var old) && (old.IsOver || Stopwatch.GetElapsedTime(old.Held) >= remembered))
        {
            wentOut.Dequeue();
            if (!old.IsOver)
                Forget(old);
        }
    }

    /// <summary>Forgets the older half of what went out incomplete: it is not amended any more.</summary>
    /// <returns>How many events those are.</returns>
    public int ForgetOld()
    {
        int old = wentOut.Count / 2;
        for (int i = 0; i < old; i++)
        {
            if (wentOut.Dequeue() is { IsOver: false } held)
                Forget(held);
        }

        return old;
    }

    /// <summary>Lets the older half of those go out that wait, with what is known.</summary>
    /// <returns>How many events those are.</returns>
    public int ReleaseOld()
    {
        int old = waiting.Count / 2;
        for (int i = 0; i < old; i++)
        {
            if (waiting.Dequeue() is { IsOver: false } held)
                Expire(held);
        }

        return old;
    }

    /// <summary>Lets all go that wait: the run is over.</summary>
    public void Flush()
    {
        while (waiting.TryDequeue(out var next))
        {
            if (!next.IsOver)
                Expire(next);
        }
    }

    private void Remember(HeldEvent held)
    {
        if (!byContainer.TryGetValue(held.Container, out var list))
            byContainer.Add(held.Container, list = []);
        list.Add(held);
    }

    private void Forget(HeldEvent held)
    {
        held.IsOver = true;
        if (!byContainer.TryGetValue(held.Container, out var list))
            return;
        list.Remove(held);
        if (list.Count == 0)
            byContainer.Remove(held.Container);
    }

    private void Complete(HeldEvent held)
    {
        held.IsOver = true;
        show.Show(machine, held.Container);
        if (held.WentOut)
        {
            Amend(held);
            return;
        }

        Counts.Waiting--;
        Counts.Completed++;
        Counts.Time += Stopwatch.GetElapsedTime(held.Held);
        foreach (var match in held.Raised(show))
            Send(held, match, "");
    }

    private void Expire(HeldEvent held)
    {
        held.WentOut = true;
        if (Counts.Waiting > 0)
            Counts.Waiting--;
        Counts.Expired++;
        Counts.Time += Stopwatch.GetElapsedTime(held.Held);
        show.Show(machine, held.Container);
        foreach (var match in held.Raised(show))
            match.Sent = Send(held, match, (match.Needs & held.Container.Awaited) == 0 ? "" : Pending);
        if (options.Amends && wentOut.Count < MaxWaiting)
            wentOut.Enqueue(held);
        else
            Forget(held);
    }

    private void Amend(HeldEvent held)
    {
        HeldMatch[] raised = [.. held.Raised(show)];
        foreach (var match in held.Matches.Where(m => m.Sent is not null && !raised.Contains(m)))
        {
            Counts.Withdrawn++;
            send(held.Judgement.Renderer.Render(match.Values, show, Withdrawn));
        }

        foreach (var match in raised)
        {
            if (match.Sent is null)
            {
                Counts.Late++;
                Send(held, match, "");
                continue;
            }

            // Word for word the same it may be when nothing came of what was awaited.
            var amended = held.Judgement.Renderer.Render(match.Values, show, Pending);
            if (amended.Line.Span.SequenceEqual(match.Sent.Line.Span))
                continue;
            Counts.Amended++;
            send(held.Judgement.Renderer.Render(match.Values, show, Amended));
        }
    }

    private Alert Send(HeldEvent held, HeldMatch match, string note)
    {
        held.Judgement.Count(match.Match.Rule.Index);
        var alert = held.Judgement.Renderer.Render(match.Values, show, note);
        send(alert);
        matched(held, match.Match.Rule.Index);
        return alert;
    }
}
