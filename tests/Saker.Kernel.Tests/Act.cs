using System.Diagnostics;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>A program that did something, what it told of it, and what the probe saw.</summary>
internal sealed class Act
{
    private readonly Dictionary<string, long> results = [];

    private Act(int mark, int pid, int exitCode, string output, List<Recorded> records)
    {
        Mark = mark;
        Pid = pid;
        ExitCode = exitCode;
        Output = output;
        All = records;
        Records = [.. records.SkipWhile(r => r.Code != EventCode.SyscallExecve_19X)];
        foreach (string[] words in output.Split('\n').Where(l => !l.Contains('\t')).Select(l => l.Split(' ')).Where(w => w.Length == 2))
            results.TryAdd(words[0], long.Parse(words[1]));
    }

    /// <summary>How many records there were before it: on a busy machine an earlier process may have had its number.</summary>
    public int Mark { get; }

    public int Pid { get; }

    public int ExitCode { get; }

    /// <summary>What it printed.</summary>
    public string Output { get; }

    /// <summary>Everything that this process did, in order.</summary>
    public List<Recorded> All { get; }

    /// <summary>What it did since it became the act.</summary>
    public List<Recorded> Records { get; }

    /// <summary>What a call returned, minus the error number when it failed.</summary>
    public long this[string name] => results[name];

    public static string PathOf(string act) => Path.Combine(AppContext.BaseDirectory, "acts", act);

    /// <summary>
    /// Makes a file that can be executed at once. What this process writes itself may still be open, in a child that another test is
    /// just starting, and then the kernel refuses to execute it.
    /// </summary>
    public static void Copy(string from, string to)
    {
        using var copier = Process.Start("/bin/cp", ["-p", from, to]);
        copier.WaitForExit();
    }

    /// <summary>Runs an act and waits until the probe has reported its end, behind which everything it did has been reported too.</summary>
    public static Act Do(ProbeFixture fixture, string act, params string[] arguments) => Run(fixture, PathOf(act), arguments);

    /// <summary>The same with everything it does, also what every process does all the time.</summary>
    public static Act DoWhole(ProbeFixture fixture, string act, params string[] arguments)
    {
        using var noise = fixture.WithNoise();
        return Run(fixture, PathOf(act), arguments);
    }

    public static Act Run(ProbeFixture fixture, string file, params string[] arguments)
    {
        _ = fixture.Probe;
        int mark = fixture.Mark();
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        int pid = process.Id;
        fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == pid && r.Facts.Tgid == pid, $"end of {file}", mark);
        return new Act(mark, pid, process.ExitCode, output, fixture.Matching(r => r.Facts.Tgid == pid && r.Tid != 0, mark));
    }

    /// <summary>What it and its children did.</summary>
    public List<Recorded> Family(ProbeFixture fixture)
    {
        HashSet<uint> family = [(uint)Pid];
        return fixture.Matching(r => family.Contains(r.Facts.Tgid) || (IsOfFamily(r) && family.Add(r.Facts.Tgid)), Mark);

        bool IsOfFamily(Recorded record) => record.Event.Info.Name is "clone" or "clone3" or "fork" or "vfork" && family.Contains(record.Process("res").Tgid);
    }

    public Recorded One(EventCode code, int index = 0)
    {
        var found = Records.Where(r => r.Code == code).ToList();
        return index < found.Count ? found[index] : throw new InvalidOperationException(
            $"{found.Count} of {code} by {Pid}: {string.Join(", ", Records.Select(r => r.Code))}");
    }
}
