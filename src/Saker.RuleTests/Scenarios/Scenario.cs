using System.Runtime.InteropServices;
using System.Text;
using Saker.Events;
using Saker.Events.Captures;
using Saker.RuleTests.Files;
using Saker.State;

namespace Saker.RuleTests.Scenarios;

/// <summary>
/// A machine that is made up: its processes are told as the probe's start picture tells them, and what happens as events of a capture,
/// so that state, fields and rules see nothing that they would not see otherwise.
/// </summary>
internal sealed class Scenario : IDisposable
{
    private const ulong Start = 1_704_067_200_000_000_000;
    private const ulong Step = 1_000_000;
    private const ulong Hour = 3_600_000_000_000;

    private readonly EventRecord record = new();
    private readonly MachineState machine = new(new MachineOptions { Live = false, TaskCapacity = 4096, HostRoot = "/nonexistent" });
    private readonly EventContext context;
    private readonly Dictionary<string, Actor> actors = [];
    private readonly ActorReader reader;
    private readonly Action<EventContext> judge;
    private long lastPid;

    /// <summary>Sets the machine up.</summary>
    /// <param name="given">Its state.</param>
    /// <param name="judge">Called for each event that rules are about, while it is there to be looked at.</param>
    public Scenario(Given given, Action<EventContext> judge)
    {
        this.judge = judge;
        context = new EventContext { Event = record.Event };
        var users = new Dictionary<string, uint>(given.Users) { ["root"] = 0 };
        var groups = new Dictionary<string, uint>(given.Groups) { ["root"] = 0 };
        reader = new ActorReader(users);
        foreach (var (container, image) in given.Images)
            machine.DescribeContainer(new ContainerMetadata { Id = ActorReader.ContainerId(container)[..12] }.With(ContainerImage.Parse(image)));
        var start = new CapturedStart(machine);
        foreach (var address in given.Addresses)
            start.Add(new CapturedInterface("eth0", address.GetAddressBytes(), []));
        Tell(new Actor { Name = "systemd", Pid = ++lastPid, Parent = 0, Exe = "/usr/lib/systemd/systemd", ExePath = "/usr/lib/systemd/systemd", Started = Start - Hour, Capabilities = (1UL << 41) - 1 }, "systemd");
        lastPid = 100;
        foreach (var section in given.Processes)
            AddProcess(section, start);
        start.Complete();
        for (int container = 0; container < machine.Containers.Count; container++)
        {
            foreach (var (name, id) in users)
                machine.Users.Tell(container, id, new User(0, Encoding.UTF8.GetBytes(name), [], []));
            foreach (var (name, id) in groups)
                machine.Users.Tell(container, id, new Group(Encoding.UTF8.GetBytes(name)));
        }
    }

    /// <summary>Time of the next event.</summary>
    public ulong Time { get; set; } = Start;

    /// <summary>Reads processes of events.</summary>
    public ActorReader Reader => reader;

    /// <summary>The process of a name.</summary>
    public Actor? Find(string name) => actors.GetValueOrDefault(name);

    /// <summary>An id that no process has.</summary>
    public long NewPid() => ++lastPid;

    /// <summary>Lets a name stand for a process from now on.</summary>
    public void Name(string name, Actor actor) => actors[name] = actor;

    /// <summary>Lets an event happen. False when it cannot be written.</summary>
    public bool Happen(EventInfo info, long tid, IReadOnlyList<byte[]> values)
    {
        bool written = record.Write(info, Time, tid, values);
        Time += Step;
        if (!written)
            return false;
        machine.Update(context);
        judge(context);
        machine.Finish(context);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        machine.Dispose();
        record.Dispose();
    }

    private void AddProcess(Section section, CapturedStart start)
    {
        section.Restart();
        string? parentName = section.Text("parent");
        var parent = parentName == "none" ? null : Find(parentName ?? "systemd") ?? throw section.Error("parent", $"there is no process '{parentName}'");
        var actor = reader.Read(section, parent, NewPid()) with { NextFd = 3 };
        actor = actor with { Started = Start - (section.Duration("started") ?? Hour) };
        Tell(actor, section.Text("as") ?? actor.Name);
        foreach (var (key, value, mark) in section.Mapping("fds")?.Entries ?? [])
        {
            var descriptor = long.TryParse(key, out long number) ? Endpoints.Descriptor(number, section.TextOf(value, key)) : null;
            start.Add(actor.Pid, descriptor ?? throw section.Error(mark, "a descriptor is a number with a path, 'tcp A:P -> B:Q' or 'udp A:P -> B:Q'"));
            actor.NextFd = Math.Max(actor.NextFd, number + 1);
        }

        section.Finish();
    }

    private void Tell(Actor actor, string name)
    {
        actors[name] = actor;
        var info = EventSchema.Of(EventCode.IterTaskE);
        var values = new ParamValues(info)
            .Set("ppid", actor.Parent).Set("pgid", actor.Pid).Set("vpgid", actor.Pid).Set("sid", actor.Pid).Set("comm", actor.Name)
            .Set("argv", ParamEncoder.List([actor.Exe, .. actor.Args])).Set("exepath", actor.ExePath).Set("flags", actor.ExeFlags)
            .Set("env", ParamEncoder.List(actor.Environment)).Set("cwd", actor.Cwd).Set("fdlimit", 1024).Set("euid", actor.Uid)
            .Set("egid", actor.Gid).Set("cap_permitted", (long)actor.Capabilities).Set("cap_effective", (long)actor.Capabilities)
            .Set("exe_ino_num", 1000 + actor.Pid).Set("vtgid", actor.Pid).Set("vpid", actor.Pid).Set("root", "/")
            .Set("cgroups", ActorReader.Cgroups(actor.Container)).Set("start_time", (long)actor.Started).Set("tty", actor.Tty)
            .Set("loginuid", actor.LoginUid);
        var facts = new FactHeader { ProcessStart = actor.Started, ThreadStart = actor.Started, Tgid = (uint)actor.Pid, Uid = actor.Uid, Gid = actor.Gid };
        if (!record.WriteLive(facts, info, Start - Step, actor.Pid, values.Bytes))
            throw new InvalidOperationException($"process '{name}' does not fit into a record");
        machine.Update(context);
        machine.Finish(context);
    }
}
