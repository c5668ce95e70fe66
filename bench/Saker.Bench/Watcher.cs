using System.Diagnostics;

namespace Saker.Bench;

/// <summary>A program that watches the machine while loads run, from the moment it says that it is ready.</summary>
internal sealed class Watcher : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly Process process;

    private Watcher(Process process) => this.process = process;

    /// <summary>Processor time that its threads have used. Threads that have ended are not in it; those of a sensor stay.</summary>
    public double CpuNanoseconds => Directory.EnumerateDirectories($"/proc/{process.Id}/task")
        .Sum(t => double.Parse(File.ReadAllText(Path.Combine(t, "schedstat")).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Megabytes that it has in memory, and how many of them are what the kernel and it share: rings, each mapped twice, and tables.</summary>
    public (double Resident, double Rings) ReadMemory()
    {
        double resident = 0, rings = 0;
        bool isRing = false;
        foreach (string line in File.ReadLines($"/proc/{process.Id}/smaps"))
        {
            if (line.Split(' ')[0].Contains('-', StringComparison.Ordinal))
                isRing = line.EndsWith("bpf-map", StringComparison.Ordinal);
            if (!line.StartsWith("Rss:", StringComparison.Ordinal))
                continue;
            double megabytes = double.Parse(line.AsSpan(4, line.Length - 7), System.Globalization.CultureInfo.InvariantCulture) / 1024;
            resident += megabytes;
            rings += isRing ? megabytes : 0;
        }

        return (resident, rings);
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="command">The program, and its arguments.</param>
    /// <param name="onLine">Takes each line of its standard output.</param>
    /// <param name="onLog">Takes each line of its standard error once it is ready.</param>
    public static Watcher Start(string[] command, Action<string>? onLine = null, Action<string>? onLog = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
                onLine?.Invoke(text);
        };
        process.BeginOutputReadLine();
        var said = new List<string>();
        var ready = new ManualResetEventSlim();
        process.ErrorDataReceived += (_, line) =>
        {
            if (ready.IsSet)
            {
                if (line.Data is { } text)
                    onLog?.Invoke(text);
                return;
            }

            said.Add(line.Data ?? "it ended");
            if (line.Data?.Contains("ready", StringComparison.Ordinal) != false)
                ready.Set();
        };
        process.BeginErrorReadLine();
        if (ready.Wait(patience) && !process.HasExited)
            return new Watcher(process);
        throw new InvalidOperationException($"{command[0]} does not get ready: {string.Join('\n', said)}");
    }

    public void Dispose()
    {
        // One ends with its input, the other when told.
        process.StandardInput.Close();
        using (var kill = Process.Start("kill", $"{process.Id}"))
            kill.WaitForExit();
        process.WaitForExit();
        process.Dispose();
    }
}
