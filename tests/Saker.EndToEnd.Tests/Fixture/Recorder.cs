using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary><c>saker record</c>, running beside the sensor.</summary>
internal sealed class Recorder : IDisposable
{
    private const int SIGINT = 2;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();
    private readonly ManualResetEventSlim records = new();

    /// <summary>Starts it and waits until it records.</summary>
    public Recorder(string file)
    {
        // What a shell starts in the background is deaf to Ctrl+C, and so would be what it starts.
        process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", LiveSensor.Metadata("Saker"), "record", file]) { RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        if (!records.Wait(patience))
            throw new TimeoutException("nothing is recorded:\n" + string.Join('\n', log));
    }

    /// <summary>Ends the recording.</summary>
    /// <returns>What it said.</returns>
    public string Stop()
    {
        _ = kill(process.Id, SIGINT);
        if (!process.WaitForExit(patience))
            throw new TimeoutException("the recorder does not end");
        process.WaitForExit();
        return string.Join('\n', log);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
        records.Dispose();
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private void Note(string? line)
    {
        if (line is null)
            return;
        log.Enqueue(line);
        if (line.Contains("recording to", StringComparison.Ordinal))
            records.Set();
    }
}
