using System.Text;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>An output that takes alerts only while it is let go.</summary>
internal sealed class Held(string name, bool isHeld = true) : IAlertOutput
{
    private readonly ManualResetEventSlim released = new(!isHeld);
    private readonly ManualResetEventSlim entered = new();
    private readonly List<string> lines = [];

    public string Name => name;

    public bool TakesObjects { get; init; }

    /// <summary>Whether it was started.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>What has to be so when it is started.</summary>
    public Func<bool> Before { get; init; } = () => true;

    /// <summary>Whether it was disposed of.</summary>
    public bool IsDisposed { get; private set; }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    /// <summary>Waits until it was given an alert.</summary>
    public void WaitUntilAsked() => entered.Wait(TimeSpan.FromSeconds(20)).Should().BeTrue();

    public void Release() => released.Set();

    public void Write(Alert alert, CancellationToken stop)
    {
        entered.Set();
        released.Wait(stop);
        lock (lines)
            lines.Add(Encoding.UTF8.GetString(alert.Line.Span));
    }

    public void Start() => IsStarted = Before();

    public void Reopen()
    {
    }

    public void Dispose() => IsDisposed = true;
}
