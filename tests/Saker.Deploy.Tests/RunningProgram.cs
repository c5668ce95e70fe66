using System.Diagnostics;
using System.Text;

namespace Saker.Deploy.Tests;

/// <summary>A program that runs until it is disposed of.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly StringBuilder said = new();

    private RunningProgram(string program, string[] arguments)
    {
        process = new Process { StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    /// <summary>Starts a program and waits until it answers at an address.</summary>
    public static async Task<RunningProgram> Start(HttpClient client, string answers, string program, params string[] arguments)
    {
        var running = new RunningProgram(program, arguments);
        try
        {
            var clock = Stopwatch.StartNew();
            while (!await Answers(client, answers))
            {
                running.process.HasExited.Should().BeFalse(running.Said);
                clock.Elapsed.Should().BeLessThan(patience, running.Said);
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            return running;
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task<bool> Answers(HttpClient client, string address)
    {
        try
        {
            using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (said)
            said.AppendLine(line.Data);
    }
}
