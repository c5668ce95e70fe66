using System.Text;
using Saker.Events;
using Saker.Events.Captures;
using Saker.Testing;

namespace Saker.State.Tests;

/// <summary>A machine under test with one context, fed with events of a capture unless said otherwise.</summary>
internal sealed unsafe class Machine : IDisposable
{
    private readonly EventBuilder events = new();

    public Machine(bool live = false)
    {
        State = new MachineState(new MachineOptions { Live = live, HostRoot = "/nonexistent" });
        Context = new EventContext { Event = events.Event };
        var loader = new CapturedStart(State);
        loader.Add(Task(1, 0, "init"));
        loader.Add(Task(100, 1, "bash"));
        loader.Complete();
    }

    public MachineState State { get; }

    public EventContext Context { get; }

    public EventBuilder Events => events;

    public static CapturedThread Task(long pid, long parent, string comm) => new()
    {
        Tid = pid,
        Pid = pid,
        ParentTid = parent,
        Sid = 100,
        Comm = Encoding.UTF8.GetBytes(comm),
        Exe = Encoding.UTF8.GetBytes(comm),
        ExePath = Encoding.UTF8.GetBytes("/usr/bin/" + comm),
        Arguments = EventBuilder.List("-x"),
        Cwd = [.. "/home"u8],
        FdLimit = 1024,
        Flags = 0,
        Uid = 1000,
        Gid = 0,
    };

    public void Apply(EventCode code, long tid, params object?[] values)
    {
        events.Bare(code, tid, values);
        State.Update(Context);
    }

    public void ApplyAndFinish(EventCode code, long tid, params object?[] values)
    {
        Apply(code, tid, values);
        State.Finish(Context);
    }

    public void Live(FactHeader header, EventCode code, long tid, params object?[] values)
    {
        events.Live(header, code, tid, values);
        State.Update(Context);
    }

    /// <summary>A new process as it reports itself.</summary>
    public void Fork(long child, long parent, string comm = "bash", uint flags = 0) => ApplyAndFinish(
        EventCode.SyscallClone_20X, child, 0, comm, EventBuilder.List("-x"), child, child, parent, "", 1024, 0, 0, 0, 0, 0, comm,
        EventBuilder.List("cpu=/"), flags, 1000, 1000, child, child, 0);

    /// <summary>A new thread as it reports itself.</summary>
    public void Thread(long tid, long pid, long parent) => ApplyAndFinish(
        EventCode.SyscallClone_20X, tid, 0, "", Array.Empty<byte>(), tid, pid, parent, "", 1024, 0, 0, 0, 0, 0, "worker",
        Array.Empty<byte>(), 8192, 1000, 1000, tid, pid, 0);

    public void Exec(long pid, string path, params string[] args) => ApplyAndFinish(
        EventCode.SyscallExecve_19X, pid, [.. ExecValues(0, pid, path, args)]);

    public static object?[] ExecValues(long result, long pid, string path, params string[] args) =>
    [
        result, path, EventBuilder.List(args), pid, pid, 1, "", 1024, 0, 0, 0, 0, 0, Path.GetFileName(path), EventBuilder.List("cpu=/"),
        EventBuilder.List("HOME=/root"), 0, pid, -1, 1, 0, 0, 0, 42, 7, 8, 1000, path, pid, 1000, path,
    ];

    public void Exit(long tid, long reaper = 0) => ApplyAndFinish(EventCode.Procexit_1E, tid, 0, 0, 0, 0, reaper);

    public string? Ask(string name, string? argument = null) => Context.Ask(name, argument);

    /// <summary>What a field says of a task that does nothing in particular.</summary>
    public string? AskOf(long tid, string name, string? argument = null)
    {
        ApplyAndFinish(EventCode.SyscallGetuidX, tid, 0);
        return Ask(name, argument);
    }

    /// <summary>What a counter of the state stands at.</summary>
    public long Count(string name) => State.Counters.Single(c => c.Name == name).Value;

    public TaskRecord* Find(long tid) => State.Tasks.Find(tid);

    public string? ParentOf(long tid)
    {
        var parent = State.Tasks.ParentOf(Find(tid));
        return parent == null ? null : Encoding.UTF8.GetString(parent->Comm);
    }

    public void Dispose()
    {
        State.Dispose();
        events.Dispose();
    }
}
