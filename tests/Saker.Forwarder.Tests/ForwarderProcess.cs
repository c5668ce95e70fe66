using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Saker.Forwarder.Tests;

/// <summary>The program itself, <c>saker forward</c>, for what needs a process: being killed, and being measured.</summary>
internal sealed class ForwarderProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> said = [];
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ForwarderProcess(Process process)
    {
        const string mark = "listens on ";
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            said.Enqueue(line.Data ?? "");
            if (line.Data?.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
                listening.TrySetResult(new Uri(line.Data[(at + mark.Length)..]));
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException($"it did not start: {Said}"));
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Where the program is.</summary>
    public static string Program => typeof(ForwarderProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Saker").Value!;

    /// <summary>What it has logged.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime => process.TotalProcessorTime;

    /// <summary>The most memory that it has had at a time, in MB: <c>VmHWM</c> of proc(5).</summary>
    public int PeakMegabytes => Megabytes("VmHWM:");

    /// <summary>The memory that it has now, in MB: <c>VmRSS</c> of proc(5).</summary>
    public int ResidentMegabytes => Megabytes("VmRSS:");

    /// <summary>Starts one, on a free port of the loopback device.</summary>
    public static ForwarderProcess Start(params (string Name, string Value)[] variables) => Start(new ProcessStartInfo(Program, ["forward"]), variables);

    /// <summary>Starts one that finds the addresses of names in a file of the test's, and nowhere else.</summary>
    public static ForwarderProcess StartWithNames(string file, params (string Name, string Value)[] variables)
    {
        string resolver = file + ".resolver";
        File.WriteAllText(resolver, "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
        string script = $"mount --bind {file} /etc/hosts && mount --bind {resolver} /etc/resolv.conf && exec {Program} forward";
        return Start(new ProcessStartInfo("unshare", ["--mount", "sh", "-c", script]), variables);
    }

    private int Megabytes(string line) => int.Parse(File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(line, StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private static ForwarderProcess Start(ProcessStartInfo start, (string Name, string Value)[] variables)
    {
        start.RedirectStandardError = true;
        start.Environment["LISTENADDRESS"] = "127.0.0.1";
        start.Environment["LISTENPORT"] = "0";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new ForwarderProcess(Process.Start(start)!);
    }

    /// <summary>Where it listens, once it does.</summary>
    public Task<Uri> AddressAsync() => listening.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
