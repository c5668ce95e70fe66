using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Saker.Bench.Applications;

/// <summary>Something that a machine does all day, and what it takes.</summary>
internal abstract class Application : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly List<Process> servers = [];

    /// <summary>What it does.</summary>
    public abstract string What { get; }

    /// <summary>Directory for what it keeps.</summary>
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("saker-bench-").FullName;

    /// <summary>Does it once.</summary>
    /// <returns>Microseconds of a piece of work; less is better.</returns>
    public abstract double Run();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var server in servers)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
            server.Dispose();
        }

        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>A port of this machine on which nobody listens.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    protected void Serve(int port, string program, params string[] arguments)
    {
        servers.Add(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!);
        long start = Stopwatch.GetTimestamp();
        while (!IsOpen(port))
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
                throw new InvalidOperationException($"{program} does not listen on port {port}");
            Thread.Sleep(20);
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    protected static string Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {output}{errors.Result}");
    }

    /// <summary>The number behind a word in what a program printed.</summary>
    protected static double Number(string output, string pattern) =>
        double.Parse(Regex.Match(output, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
