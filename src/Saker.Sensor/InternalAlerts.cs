using System.Globalization;
using Saker.Alerts;
using Saker.Rules;

namespace Saker.Sensor;

/// <summary>The alerts in which the sensor speaks of itself, under the names that consumers know.</summary>
internal static class InternalAlerts
{
    private static readonly Dictionary<string, object> none = [];

    /// <summary>What was read anew cannot be used.</summary>
    public static InternalAlert ReloadFailed(string why) =>
        new("Falco internal: hot restart failure", Priority.Critical, $"Falco internal: hot restart failure: {why}", none);

    /// <summary>No event came for a long time.</summary>
    /// <param name="timeouts">How many looks in a row found nothing.</param>
    /// <param name="last">Time of the last event, nanoseconds since 1970.</param>
    public static InternalAlert NothingCame(long timeouts, ulong last) => new(
        "Falco internal: timeouts notification", Priority.Debug,
        $"Falco internal: timeouts notification. {timeouts} consecutive timeouts without event.",
        new Dictionary<string, object> { ["last_event_time"] = last.ToString(CultureInfo.InvariantCulture) });

    /// <summary>A capture that a rule started has as many bytes as it may have.</summary>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="written">Bytes that it has.</param>
    public static InternalAlert CaptureFull(long most, long written) => new(
        "Falco internal: capture size limit reached", Priority.Informational,
        "Falco internal: capture size limit reached. The capture ends.",
        new Dictionary<string, object> { ["max_file_size_mb"] = most >> 20, ["written_bytes"] = written });

    /// <summary>Numbers about the sensor.</summary>
    public static InternalAlert Snapshot(IReadOnlyDictionary<string, object> numbers) =>
        new("Falco internal: metrics snapshot", Priority.Informational, "Falco metrics snapshot", numbers);
}
