using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>
/// The program under test, running as a user would run it, with the default rules; started once for all tests. Every alert it
/// raises is kept, so that a test acts first and then waits for its alert.
/// </summary>
public sealed class LiveSensor : IDisposable
{
    /// <summary>Has every alert tell the session of its process, beside what it tells anyway.</summary>
    public const string SessionOption = """append_output[]={"suggested_output": true, "extra_fields": ["proc.sid"]}""";

    /// <summary>A program of this name has everything shown that it opens and connects to, and that it is executed.</summary>
    public const string Subject = "fact-subject";

    private const string FactRules = $"""
        - rule: Facts
          desc: What the kernel says of a program of the tests.
          condition: evt.type in (open, openat, connect, execve) and evt.failed = false and proc.name = {Subject}
          output: >
            %evt.type %proc.exepath %fd.name %fd.path mismatch=%evt.claim_mismatch key=%proc.key cgroup=%proc.cgroup_id mnt=%proc.mnt_ns pid=%proc.pid_ns
            role=%fd.role type=%fd.type %proc.pid
          priority: DEBUG
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<JsonElement> alerts = new();
    private readonly ConcurrentQueue<TimeSpan> delays = new();
    private readonly ConcurrentQueue<string> log = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly string directory = Directory.CreateTempSubdirectory("saker-e2e-").FullName;

    public LiveSensor()
    {
        LeaveContainerCgroup();
        Directory.CreateDirectory(directory);

        // The sensor sees a hosts file of its own, so that the API server's name has an address here.
        string hosts = Path.Combine(directory, "hosts");
        File.WriteAllText(hosts, File.ReadAllText("/etc/hosts") + $"\n{KubernetesApi} kubernetes.default.svc.cluster.local\n");
        string facts = Path.Combine(directory, "facts.yaml");
        File.WriteAllText(facts, FactRules);
        string rules = $"-r {Path.GetDirectoryName(Metadata("Saker"))}/rules -r {facts}";
        string options = $"-o json_output=true -o rule_matching=all -o '{SessionOption}'";
        var start = new ProcessStartInfo("unshare",
            ["-m", "sh", "-c", $"mount --bind {hosts} /etc/hosts && exec {Metadata("Saker")} {rules} -U {options}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Receive(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        WaitUntilReady();
    }

    /// <summary>Address that stands for the Kubernetes API server.</summary>
    public static string KubernetesApi => "203.0.113.10";

    /// <summary>A directory for the tests' files.</summary>
    public string Scratch => directory;

    /// <summary>The program with unusual acts.</summary>
    public static string Acts => Path.Combine(AppContext.BaseDirectory, "acts");

    /// <summary>A value that the build left in the test assembly.</summary>
    public static string Metadata(string key) => typeof(LiveSensor).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    /// <summary>For each alert so far, how long after its event it was read.</summary>
    public IReadOnlyList<TimeSpan> Delays => [.. delays];

    /// <summary>All alerts so far.</summary>
    public IReadOnlyList<JsonElement> Alerts => [.. alerts];

    /// <summary>Waits for an alert of a rule that also satisfies a condition.</summary>
    public JsonElement WaitFor(string rule, Func<JsonElement, bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            foreach (var alert in alerts)
            {
                if (alert.GetProperty("rule").GetString() == rule && condition(alert))
                    return alert;
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"no alert '{rule}' within {Patience.TotalSeconds} s; alerts of the last seconds:\n" +
                    string.Join('\n', alerts.TakeLast(20).Select(a => a.GetProperty("output").GetString())) + "\nlog:\n" + string.Join('\n', log));
            }

            arrived.Wait(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Copies a program under another name: the kernel names the process after the file.</summary>
    public string Disguise(string program, string name)
    {
        string folder = Directory.CreateDirectory(Path.Combine(directory, Path.GetRandomFileName())).FullName;
        string copy = Path.Combine(folder, name);
        File.Copy(program, copy);
        return copy;
    }

    public void Dispose()
    {
        _ = kill(process.Id, SIGTERM);
        if (!process.WaitForExit(Patience))
            process.Kill();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private const int SIGTERM = 15;

    [DllImport("libc")]
    private static extern int kill(int pid, int signal);

    /// <summary>
    /// Test machines may run everything inside a container already. Acts that mean the host leave its cgroups first.
    /// </summary>
    internal static void LeaveContainerCgroup()
    {
        foreach (string line in File.ReadAllLines("/proc/mounts"))
        {
            string[] mount = line.Split(' ');
            if (mount[2] is not ("cgroup" or "cgroup2"))
                continue;
            try
            {
                File.WriteAllText(Path.Combine(mount[1], "cgroup.procs"), Environment.ProcessId.ToString());
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A hierarchy that does not let go leaves this process where it is; the tests that need the host then say so.
            }
        }
    }

    private void WaitUntilReady()
    {
        var clock = Stopwatch.StartNew();
        while (!log.Any(l => l.Contains("ready", StringComparison.OrdinalIgnoreCase)))
        {
            if (process.HasExited || clock.Elapsed > Patience)
                throw new InvalidOperationException("the sensor did not get ready:\n" + string.Join('\n', log));
            arrived.Wait(TimeSpan.FromMilliseconds(50));
        }
    }

    private void Receive(string? line)
    {
        // The last lines are counts.
        if (line is not ['{', ..])
            return;
        var alert = JsonDocument.Parse(line).RootElement.Clone();
        delays.Enqueue(DateTime.UtcNow - alert.GetProperty("time").GetDateTime());
        alerts.Enqueue(alert);
        arrived.Release();
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        log.Enqueue(line);
        arrived.Release();
    }
}

/// <summary>One sensor for every test of the assembly that asks for it.</summary>
[CollectionDefinition(nameof(LiveSensor))]
public sealed class LiveSensorCollection : ICollectionFixture<LiveSensor>;
