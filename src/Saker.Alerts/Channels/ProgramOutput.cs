using System.ComponentModel;
using System.Diagnostics;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as lines on the standard input of a command that the shell runs.</summary>
/// <param name="command">The command, as <c>sh -c</c> takes it.</param>
/// <param name="keepRunning">Whether one process reads all alerts; otherwise each alert has its own.</param>
public sealed class ProgramOutput(string command, bool keepRunning) : IAlertOutput
{
    // What a shell ends with when it cannot run the command, or cannot find it.
    private const int CannotRun = 126;
    private const int NotFound = 127;

    private readonly LineBuffer line = new();
    private Process? process;

    /// <inheritdoc/>
    public string Name => "program";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        if (process?.HasExited == true)
            Reopen();
        process ??= Start();
        if (keepRunning)
            Feed(process, alert);
        else
            RunOnce(process, alert, stop);
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        if (process is null)
            return;
        // The end of its input tells the program to end; nobody waits for that.
        process.StandardInput.BaseStream.Dispose();
        process.Dispose();
        process = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Reopen();

    private Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardInput = true })!;
        }
        catch (Win32Exception e)
        {
            throw new DeliveryException($"the shell does not start: {e.Message}", inner: e);
        }
    }

    private void Feed(Process running, Alert alert)
    {
        try
        {
            var input = running.StandardInput.BaseStream;
            input.Write(line.Of(alert));
            input.Flush();
        }
        catch (IOException e)
        {
            Reopen();
            throw new DeliveryException($"the program does not read its input: {e.Message}", inner: e);
        }
    }

    private void RunOnce(Process running, Alert alert, CancellationToken stop)
    {
        try
        {
            running.StandardInput.BaseStream.Write(line.Of(alert));
            running.StandardInput.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // To be run may be all that it wants, and no reason to read.
        }

        try
        {
            running.WaitForExitAsync(stop).GetAwaiter().GetResult();
            if (running.ExitCode is CannotRun or NotFound)
                throw new DeliveryException($"the shell cannot run the program, which ended with {running.ExitCode}");
        }
        finally
        {
            Reopen();
        }
    }
}
