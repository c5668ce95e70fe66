using System.Globalization;

namespace Saker.Fuzz;

/// <summary>Time of the processor that one thread has taken: what else the machine does meanwhile is no part of it.</summary>
public sealed class ThreadTime
{
    // In these the kernel tells it, on every machine.
    private const double TicksPerSecond = 100;

    private readonly string file;

    private ThreadTime(string file) => this.file = file;

    /// <summary>That of the calling thread, which any thread may ask for.</summary>
    public static ThreadTime OfThisThread() => new($"/proc/{new FileInfo("/proc/thread-self").LinkTarget}/stat");

    /// <summary>How much it was so far.</summary>
    /// <exception cref="IOException">The thread is no more.</exception>
    public TimeSpan Taken
    {
        get
        {
            // Its name, which may hold anything, stands in brackets; of what follows the twelfth and the next are of the program and of the kernel.
            string line = File.ReadAllText(file);
            string[] fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
    }
}
