using Saker.State;

namespace Saker.Sensor.Sources;

/// <summary>Says of a thread which rules its events could match at all.</summary>
internal interface IThreadJudge
{
    /// <summary>Judges the thread of an event that was just taken in.</summary>
    void Judge(EventContext context);
}
