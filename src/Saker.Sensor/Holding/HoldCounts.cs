namespace Saker.Sensor.Holding;

/// <summary>What became of events that were held back. Written by the reader's thread, read by any.</summary>
internal sealed class HoldCounts
{
    /// <summary>Events that wait now.</summary>
    public long Waiting { get; set; }

    /// <summary>Events that were held back.</summary>
    public long Held { get; set; }

    /// <summary>Those that went on complete.</summary>
    public long Completed { get; set; }

    /// <summary>Those whose deadline passed.</summary>
    public long Expired { get; set; }

    /// <summary>Those that were not held back because there were too many.</summary>
    public long Overflowed { get; set; }

    /// <summary>Alerts that followed an incomplete one.</summary>
    public long Amended { get; set; }

    /// <summary>Alerts that took an incomplete one back.</summary>
    public long Withdrawn { get; set; }

    /// <summary>Alerts that only what was awaited brought about, after the deadline.</summary>
    public long Late { get; set; }

    /// <summary>Time that events were held back, summed.</summary>
    public TimeSpan Time { get; set; }
}
