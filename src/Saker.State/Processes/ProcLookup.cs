using System.Globalization;
using System.Text;

namespace Saker.State;

/// <summary>
/// Fills in a task that was missed from <c>/proc</c>, so many a second and no more: a flood of unknown tasks must not hold up the
/// reader.
/// </summary>
internal sealed unsafe class ProcLookup(string hostRoot)
{
    private const int PerSecond = 200;
    private const int MaxFile = 64 * 1024;

    private readonly byte[] buffer = new byte[MaxFile];
    private long second;
    private int spent;

    /// <summary>Times it looked.</summary>
    public long Done { get; private set; }

    /// <summary>Times it looked and found nobody.</summary>
    public long Failed { get; private set; }

    /// <summary>Times it did not look, for want of budget.</summary>
    public long Refused { get; private set; }

    /// <summary>Fills in a task whose ids are set; false when it is gone, or the budget is.</summary>
    public bool TryFill(MachineState machine, TaskRecord* task)
    {
        if (!Afford())
        {
            Refused++;
            return false;
        }

        Done++;
        if (Fill(machine, task, string.Create(CultureInfo.InvariantCulture, $"{hostRoot}/proc/{task->Pid}")))
            return true;
        Failed++;
        return false;
    }

    /// <summary>Looks up the cgroups of a task that was moved.</summary>
    public void RefreshCgroups(MachineState machine, TaskRecord* task)
    {
        if (!Afford())
        {
            Refused++;
            return;
        }

        Done++;
        machine.SetCgroups(task, Cgroups(string.Create(CultureInfo.InvariantCulture, $"{hostRoot}/proc/{task->Tid}")));
    }

    private bool Afford()
    {
        long now = Environment.TickCount64 / 1000;
        if (now != second)
            (second, spent) = (now, 0);
        return spent++ < PerSecond;
    }

    private bool Fill(MachineState machine, TaskRecord* task, string directory)
    {
        var status = Encoding.UTF8.GetString(Read(directory + "/status"));
        if (status.Length == 0)
            return false;
        foreach (var line in status.AsSpan().EnumerateLines())
            Status(task, line);
        task->SetComm(Read(string.Create(CultureInfo.InvariantCulture, $"{directory}/task/{task->Tid}/comm")).TrimEnd((byte)'\n'));
        byte[] commandLine = Read(directory + "/cmdline").ToArray();
        int first = commandLine.AsSpan().IndexOf((byte)0);
        var exe = first < 0 ? commandLine : commandLine.AsSpan(0, first);
        byte[] exePath = LinkTarget(directory + "/exe");
        machine.Tasks.SetImage(
            task, exe.IsEmpty ? task->Comm : exe, exePath, first < 0 ? default : commandLine.AsSpan(first + 1), Read(directory + "/environ"));
        TaskTransitions.SetDirectory(task, LinkTarget(directory + "/cwd"));
        task->Root.Set(LinkTarget(directory + "/root"));
        if (uint.TryParse(Encoding.ASCII.GetString(Read(directory + "/loginuid")), CultureInfo.InvariantCulture, out uint login))
            task->LoginUid = login;
        machine.SetCgroups(task, Cgroups(directory));
        return true;
    }

    private static void Status(TaskRecord* task, ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        if (colon < 0)
            return;
        var value = line[(colon + 1)..].Trim();
        switch (line[..colon])
        {
            case "PPid":
                task->ParentTid = Last(value);
                break;
            case "Uid":
                task->Uid = Effective(value);
                break;
            case "Gid":
                task->Gid = Effective(value);
                break;
            case "NStgid":
                task->VPid = Last(value);
                break;
            case "NSpid":
                task->VTid = Last(value);
                break;
            case "NSpgid":
                task->ProcessGroup = First(value);
                task->VirtualProcessGroup = Last(value);
                break;
            case "NSsid":
                task->Session = Last(value);
                break;
            case "CapInh":
                task->CapInheritable = Hexadecimal(value);
                break;
            case "CapPrm":
                task->CapPermitted = Hexadecimal(value);
                break;
            case "CapEff":
                task->CapEffective = Hexadecimal(value);
                break;
        }
    }

    private byte[] Cgroups(string directory)
    {
        var list = new StringBuilder();
        foreach (var line in Encoding.UTF8.GetString(Read(directory + "/cgroup")).AsSpan().EnumerateLines())
        {
            int first = line.IndexOf(':');
            int second = first < 0 ? -1 : line[(first + 1)..].IndexOf(':') + first + 1;
            if (second > first)
                list.Append(line[(first + 1)..second]).Append('=').Append(line[(second + 1)..]).Append('\0');
        }

        return Encoding.UTF8.GetBytes(list.ToString());
    }

    private static long First(ReadOnlySpan<char> list) => Number(list.IndexOf('\t') is >= 0 and var end ? list[..end] : list);

    /// <summary>The second of real, effective, saved and file system id.</summary>
    private static uint Effective(ReadOnlySpan<char> ids) => (uint)First(ids[(ids.IndexOf('\t') + 1)..]);

    private static long Last(ReadOnlySpan<char> list) => Number(list[(list.LastIndexOf('\t') + 1)..]);

    private static long Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : -1;

    private static ulong Hexadecimal(ReadOnlySpan<char> text) =>
        ulong.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong value) ? value : 0;

    // Some processes, the first one above all, show who they are but neither their environment nor where their links lead. What is
    // refused stays empty.
    private static byte[] LinkTarget(string path)
    {
        try
        {
            return Encoding.UTF8.GetBytes(new FileInfo(path).LinkTarget ?? "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private ReadOnlySpan<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            int length = 0;
            for (int got; length < buffer.Length && (got = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0;)
                length += got;
            return buffer.AsSpan(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
