using System.Text;
using Saker.Alerts.Outputs;
using Saker.Alerts.Spooling;
using Saker.Rules;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>Outputs under test: numbered alerts go in, and what is said about them is kept.</summary>
internal sealed class Deliveries : IDisposable
{
    private readonly List<string> log = [];
    private int next;

    public Deliveries(OutputLimits limits, params (IAlertOutput Output, Spool? Spool)[] outputs)
    {
        Outputs = new AlertOutputs(outputs, limits, new AlertFormat { Iso8601 = true }, Note);
    }

    /// <summary>Limits that let tests be quick: what waits is put on disk at once.</summary>
    public static OutputLimits Quick => new()
    {
        SpoolAfter = TimeSpan.Zero,
        NoticeInterval = TimeSpan.Zero,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Limits for outputs that do not get ready.</summary>
    public static OutputLimits Impatient => Quick with { Timeout = TimeSpan.FromMilliseconds(300) };

    public AlertOutputs Outputs { get; }

    /// <summary>What was said, each line behind its severity.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (log)
                return [.. log];
        }
    }

    public static Alert Numbered(int number, int size = 0) =>
        new((ulong)number, "a rule", "Warning", "syscall", Encoding.UTF8.GetBytes($"alert {number}{new string('.', size)}"));

    /// <summary>The lines of a number of alerts, from the first.</summary>
    public static IEnumerable<string> Lines(int count, int size = 0) => Enumerable.Range(0, count).Select(i => $"alert {i}{new string('.', size)}");

    /// <summary>Adds further alerts.</summary>
    public void Add(int count, int size = 0)
    {
        for (int i = 0; i < count; i++)
            Outputs.Add(Numbered(next++, size));
    }

    public OutputCounts Counts(string name) => Outputs.Counts.Single(c => c.Name == name);

    public void Dispose() => Outputs.Dispose();

    private void Note(Priority severity, string message)
    {
        lock (log)
            log.Add($"{severity} {message}");
    }
}
