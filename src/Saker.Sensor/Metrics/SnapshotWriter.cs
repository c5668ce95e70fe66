using System.Text;
using System.Text.Json;
using Saker.Alerts;

namespace Saker.Sensor.Metrics;

/// <summary>Takes a snapshot of the numbers now and then: as an alert, and as a line of a file.</summary>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly SensorStatus status;
    private readonly Action<InternalAlert> raise;
    private readonly Log log;
    private readonly ManualResetEventSlim over = new();
    private readonly Thread worker;
    private Snapshot? last;
    private long sample;

    /// <summary>Starts.</summary>
    public SnapshotWriter(SensorStatus status, Action<InternalAlert> raise, Log log)
    {
        this.status = status;
        this.raise = raise;
        this.log = log;
        worker = new Thread(Work) { Name = "metrics", IsBackground = true };
        worker.Start();
    }

    public void Dispose()
    {
        over.Set();
        worker.Join();
        over.Dispose();
    }

    private void Work()
    {
        while (!over.Wait(status.Options.Metrics.Interval))
        {
            var options = status.Options.Metrics;
            if (!options.Enabled)
                continue;
            last = Snapshot.Take(status, last);
            sample++;
            var numbers = last.Numbers(options.IncludeEmpty);
            if (options.AsAlert)
                raise(InternalAlerts.Snapshot(numbers));
            if (options.File.Length > 0)
                Append(options.File, numbers);
        }
    }

    private void Append(string file, IReadOnlyDictionary<string, object> numbers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("sample", sample);
            json.WritePropertyName("output_fields");
            InternalAlert.WriteFields(json, numbers);
            json.WriteEndObject();
        }

        try
        {
            File.AppendAllText(file, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Error($"metrics.output_file: {e.Message}");
        }
    }
}
