using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>
/// A server of the system's, started for one test in a directory of its own, on a free port of the loopback device. It can be killed and started again
/// with what it has kept.
/// </summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly string program;
    private readonly Func<ServerProcess, IEnumerable<string>> arguments;
    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly ConcurrentQueue<string> said = [];
    private Process? process;

    /// <summary>Prepares one.</summary>
    /// <param name="program">Its name; a test for which it is not installed is skipped.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="variables">Its environment, besides that of the tests.</param>
    public ServerProcess(string program, Func<ServerProcess, IEnumerable<string>> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        this.program = Find(program);
        this.arguments = arguments;
        this.variables = variables ?? new Dictionary<string, string>();
    }

    /// <summary>Where it keeps everything.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("saker-server-").FullName;

    /// <summary>The port that it is to listen on.</summary>
    public int Port { get; } = LoopbackPort.Free();

    /// <summary>What it has said, for when it does not do what it should.</summary>
    public string Said => string.Join('\n', said);


    /// <summary>Where a program is; a test that needs one that is not installed is skipped.</summary>
    public static string Find(string program)
    {
        string[] folders = ["/usr/lib/rabbitmq/bin", "/usr/local/bin", "/usr/local/sbin", "/usr/bin", "/usr/sbin", .. Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin")) : []];
        string? found = folders.Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{program} is not installed (tools/install-dependencies test)");
        return found!;
    }

    /// <summary>Writes a file into its directory.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public async Task<ServerProcess> StartAsync()
    {
        var start = Prepare(program, arguments(this));
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // Some servers take a quarter of a minute when nothing else runs.
        await Wait.UntilAsync(() => IsOpen(Port), () => $"{program} does not listen: {Said}", seconds: 60);
        return this;
    }

    /// <summary>Runs a program that acts on it, in its environment.</summary>
    public async Task AskAsync(string tool, params string[] toolArguments)
    {
        using var asked = Process.Start(Prepare(Find(tool), toolArguments))!;
        var said = Task.WhenAll(asked.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), asked.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await asked.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        asked.ExitCode.Should().Be(0, string.Concat(await said));
    }

    private ProcessStartInfo Prepare(string what, IEnumerable<string> whatFor)
    {
        var start = new ProcessStartInfo(what, whatFor)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Folder,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value.Replace("FOLDER", Folder, StringComparison.Ordinal).Replace("PORT", $"{Port}", StringComparison.Ordinal);
        return start;
    }

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends it a signal, by its number.</summary>
    public void Signal(int signal) => Kill(process!.Id, signal).Should().Be(0);

    /// <summary>Kills it, with what it has started.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            // A child that was killed a moment ago may still have written.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
