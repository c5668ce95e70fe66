namespace Saker.Sensor;

/// <summary>What stands beside a run and ends with it, the last first.</summary>
internal sealed class Attendance : IDisposable
{
    private readonly Stack<IDisposable> parts = new();

    public void Add(IDisposable part) => parts.Push(part);

    public void Dispose()
    {
        while (parts.TryPop(out var part))
            part.Dispose();
    }
}
