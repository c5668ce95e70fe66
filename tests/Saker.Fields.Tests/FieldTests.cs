using Saker.Events;
using Saker.Events.Captures;
using Saker.State;
using Saker.Testing;

namespace Saker.Fields.Tests;

/// <summary>Asks fields by name about events of a small machine: init 1, bash 100 below it.</summary>
public abstract class FieldTests : IDisposable
{
    private protected EventBuilder Events { get; } = new();

    private protected MachineState Machine { get; } = new(new MachineOptions { Live = false });

    private protected EventContext Context { get; }

    private protected FieldTests()
    {
        Context = new EventContext { Event = Events.Event };
        var loader = new CapturedStart(Machine);
        loader.Add(new CapturedThread
        {
            Tid = 1,
            Pid = 1,
            ParentTid = 0,
            Comm = [.. "init"u8],
            Exe = [.. "/sbin/init"u8],
            Arguments = [],
            Environment = EventBuilder.List("MARK=1"),
            Cwd = [.. "/"u8],
            FdLimit = 1024,
            Flags = 0,
            Uid = 0,
            Gid = 0,
        });
        loader.Add(new CapturedThread
        {
            Tid = 100,
            Pid = 100,
            ParentTid = 1,
            Sid = 100,
            Pgid = 100,
            Vpgid = 100,
            Comm = [.. "bash"u8],
            Exe = [.. "-bash"u8],
            ExePath = [.. "/usr/bin/bash"u8],
            Arguments = EventBuilder.List("-c", "a b"),
            Environment = EventBuilder.List("HOME=/root", "SHELL=/bin/sh"),
            Cwd = [.. "/root"u8],
            FdLimit = 1024,
            Flags = 0,
            Uid = 1000,
            Gid = 0,
            CapPermitted = 3,
            CapEffective = 1,
            Cgroups = EventBuilder.List("cpu=/x"),
        });
        loader.Complete();
        Machine.Users.Tell(0, 1000, new User(0, [.. "ann"u8], [.. "/home/ann"u8], [.. "/bin/zsh"u8]));
        Machine.Interfaces.Add(EventBuilder.Ip("10.0.0.1"));
    }

    public void Dispose()
    {
        Machine.Dispose();
        Events.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void Apply(EventCode code, params object?[] values)
    {
        if (Context.Machine is not null)
            Machine.Finish(Context);
        Events.Bare(code, 100, values);
        Machine.Update(Context);
    }

    /// <inheritdoc cref="FieldQuestion.Ask"/>
    private protected string? Ask(string name, string? argument = null) => Context.Ask(name, argument);
}
