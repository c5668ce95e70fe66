using Saker.Alerts;
using Saker.Rules.Deferring;
using Saker.Sensor.Rules;
using Saker.State;

namespace Saker.Sensor.Holding;

/// <summary>An event that waits for its container to become known, with the rules that it matches or may.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Judgement">By which it was judged.</param>
/// <param name="Matches">The rules, in order.</param>
/// <param name="First">Whether the first of them that matches is enough.</param>
/// <param name="Held">When it began to wait, in ticks of the stopwatch.</param>
internal sealed record HeldEvent(ContainerInfo Container, Judgement Judgement, IReadOnlyList<HeldMatch> Matches, bool First, long Held)
{
    /// <summary>Its time, nanoseconds since 1970.</summary>
    public required ulong Time { get; init; }

    /// <summary>Its number among the events of the run.</summary>
    public required ulong Number { get; init; }

    /// <summary>What of the container is needed before all is known.</summary>
    public ContainerParts Needs { get; } = Matches.Aggregate(ContainerParts.None, (all, match) => all | match.Needs);

    /// <summary>Whether it waits no longer to be told at all, only to be told in full.</summary>
    public bool WentOut { get; set; }

    /// <summary>Whether it is done with.</summary>
    public bool IsOver { get; set; }

    /// <summary>Those that match, given what is known by now.</summary>
    public IEnumerable<HeldMatch> Raised(EventContext container)
    {
        foreach (var match in Matches)
        {
            if (!match.Match.Holds(container))
                continue;
            yield return match;
            if (First)
                yield break;
        }
    }
}

/// <summary>A rule that a waiting event matches or may.</summary>
/// <param name="Match">The rule, and what is left to be asked.</param>
/// <param name="Values">What its alert tells of the event.</param>
/// <param name="Needs">What of the container it needs, for its condition and for its alert.</param>
internal sealed record HeldMatch(DeferredMatch Match, NotedValues Values, ContainerParts Needs)
{
    /// <summary>The alert that went out incomplete; null when none did.</summary>
    public Alert? Sent { get; set; }
}
