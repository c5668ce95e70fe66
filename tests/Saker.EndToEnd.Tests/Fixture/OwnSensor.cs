using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A sensor with a configuration and rules of a test's own, in a directory of its own.</summary>
internal sealed class OwnSensor : IDisposable
{
    /// <summary>
    /// A rule about the opening of files that lie in the sensor's directory, for which rules write DIRECTORY, and whose names begin with
    /// <c>planted</c>.
    /// </summary>
    public const string PlantedRule = """
        - rule: Planted
          desc: A file of the test is opened.
          condition: evt.type in (open, openat, openat2) and fd.name startswith DIRECTORY/planted
          output: opened %fd.name
          priority: NOTICE
          tags: [files]

        """;

    public const int SIGHUP = 1;
    public const int SIGKILL = 9;
    public const int SIGTERM = 15;
    public const int SIGCONT = 18;
    public const int SIGSTOP = 19;

    // Acts of tests are to be those of the host, wherever the tests themselves run.
    static OwnSensor() => LiveSensor.LeaveContainerCgroup();

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> alerts = new();
    private readonly ConcurrentQueue<string> log = new();
    private readonly SemaphoreSlim arrived = new(0);

    private OwnSensor(string directory, string config, string rules, (string Name, string Value)[] environment, string[] arguments, params string[] launcher)
    {
        Directory = directory;
        WriteRules(rules);
        File.WriteAllText(ConfigFile, $"rules_files: [{RulesFile}]\nlog_syslog: false\n{config}\n");
        string[] command = [.. launcher, LiveSensor.Metadata("Saker"), "-c", ConfigFile, "-P", PidFile, "-U", .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(alerts, line.Data);
        process.ErrorDataReceived += (_, line) => Note(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its process.</summary>
    public int Id => process.Id;

    public string Directory { get; }

    public int ProcessId => process.Id;

    public string RulesFile => Path.Combine(Directory, "rules.yaml");

    public string ConfigFile => Path.Combine(Directory, "config.yaml");

    public string PidFile => Path.Combine(Directory, "pid");

    /// <summary>Lines of its output so far.</summary>
    public IReadOnlyList<string> Alerts => [.. alerts];

    /// <summary>Lines of its log so far.</summary>
    public IReadOnlyList<string> Log => [.. log];

    public static string NewDirectory() => System.IO.Directory.CreateTempSubdirectory("saker-own-").FullName;

    /// <summary>Starts a sensor and waits until it watches.</summary>
    public static OwnSensor Start(string config, string rules = PlantedRule, (string Name, string Value)[]? environment = null, params string[] arguments) =>
        Begin(config, rules, environment, arguments).WhenReady();

    /// <summary>Starts a sensor.</summary>
    public static OwnSensor Begin(string config, string rules = PlantedRule, (string Name, string Value)[]? environment = null, params string[] arguments) =>
        new(NewDirectory(), config, rules, environment ?? [], arguments);

    /// <summary>Starts a sensor as the user nobody, who owns its directory, with some capabilities and no others, and waits until it watches.</summary>
    /// <param name="capabilities">As in <c>+bpf,+perfmon</c>.</param>
    /// <param name="config">Its configuration.</param>
    public static OwnSensor StartAsNobody(string capabilities, string config)
    {
        string directory = NewDirectory();
        Shell.Script($"chown nobody {directory}");
        var sensor = new OwnSensor(
            directory, config, PlantedRule, [], [], "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups",
            $"--inh-caps=-all,{capabilities}", $"--ambient-caps=-all,{capabilities}", $"--bounding-set=-all,{capabilities}");
        return sensor.WhenReady();
    }

    /// <summary>Puts other rules in the place of those in its file, all at once: what is written piece by piece may be read before it is whole.</summary>
    public void WriteRules(string rules)
    {
        string next = RulesFile + ".next";
        File.WriteAllText(next, rules.Replace("DIRECTORY", Directory, StringComparison.Ordinal));
        File.Move(next, RulesFile, overwrite: true);
    }

    /// <summary>Opens a file of the directory that may not exist before.</summary>
    public string Plant(string name)
    {
        string path = Path.Combine(Directory, "planted-" + name);
        File.WriteAllText(path, "");
        return path;
    }

    public string WaitForAlert(string part, int count = 1) => WaitFor(alerts, part, count);

    public string WaitForLog(string part, int count = 1) => WaitFor(log, part, count);

    public static void Send(int process, int signal) => _ = kill(process, signal);

    public void Send(int signal) => Send(process.Id, signal);

    /// <summary>A number of the kernel's about it, such as <c>VmRSS</c> in kB or <c>Threads</c>.</summary>
    public long Status(string name) => long.Parse(File.ReadLines($"/proc/{process.Id}/status")
        .First(l => l.StartsWith(name + ":", StringComparison.Ordinal)).Split([':', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1]);

    /// <summary>Descriptors that it has open.</summary>
    public int Descriptors => System.IO.Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length;

    /// <summary>Waits for its end.</summary>
    public int WaitForExit()
    {
        if (!process.WaitForExit(patience))
            throw new TimeoutException("the sensor does not end:\n" + string.Join('\n', log));
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose()
    {
        Send(SIGTERM);
        if (!process.WaitForExit(patience))
            process.Kill();
        process.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    private OwnSensor WhenReady()
    {
        try
        {
            WaitForLog("is ready");
            return this;
        }
        catch
        {
            // It must not be in the way of what comes next.
            Dispose();
            throw;
        }
    }

    private string WaitFor(ConcurrentQueue<string> lines, string part, int count)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            bool hasEnded = HasEnded();
            string[] found = [.. lines.Where(l => l.Contains(part, StringComparison.Ordinal))];
            if (found.Length >= count)
                return found[^1];
            if (clock.Elapsed > patience || hasEnded)
                throw new TimeoutException($"'{part}' did not come {count} times; log:\n{string.Join('\n', log)}\noutput:\n{string.Join('\n', alerts.TakeLast(20))}");
            arrived.Wait(TimeSpan.FromMilliseconds(50));
        }
    }

    /// <summary>Whether it has ended, and all that it said is there.</summary>
    private bool HasEnded()
    {
        if (!process.HasExited)
            return false;
        // What it started may have its output open for longer.
        _ = process.WaitForExitAsync().Wait(TimeSpan.FromSeconds(5));
        return true;
    }

    private void Note(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
            return;
        lines.Enqueue(line);
        arrived.Release();
    }
}
