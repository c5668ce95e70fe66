namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>
/// A clock that can be set for one program alone: for that program it is as if the machine's time of day had been set, while the clocks that
/// nobody can set, and the kernel's events, go on.
/// </summary>
internal sealed class SettableClock : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public SettableClock() => Set(TimeSpan.Zero);

    /// <summary>What the program has to be started with.</summary>
    public (string Name, string Value)[] Environment =>
        [("LD_PRELOAD", Path.Combine(AppContext.BaseDirectory, "clock.so")), ("CLOCK_SHIFT_FILE", file)];

    /// <summary>Sets the clock so much before or behind the machine's.</summary>
    public void Set(TimeSpan ahead)
    {
        // In place: the program looks at the file's memory.
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(BitConverter.GetBytes((long)ahead.TotalSeconds));
    }

    public void Dispose() => File.Delete(file);
}
