using Saker.Events;
using Saker.Rules.Files;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Scenarios;

/// <summary>Lets happen what an entry of <c>events</c> says.</summary>
internal static class Step
{
    private static readonly HashSet<string> Opening = ["open", "openat", "openat2", "creat"];
    private static readonly HashSet<string> Duplicating = ["dup2", "dup3"];

    private static readonly Dictionary<string, EventInfo> ByName = EventSchema.Events.ToArray()
        .Where(e => e.Params.Length > 0 && (e.Flags & (EventFlags.Unused | EventFlags.OldVersion)) == 0
            && (e.Direction == EventDirection.Exit || !e.Classes.Contains("syscall")))
        .GroupBy(e => e.Name)
        .ToDictionary(g => g.Key, g => g.MaxBy(e => e.Code)!);

    /// <exception cref="TestFileException">There is no such event, or it cannot be like this.</exception>
    public static void Play(Scenario scenario, Section entry)
    {
        var (name, body, mark) = entry.Entries.Single();
        var section = new Section(entry.File, body, $"'{name}'");
        string by = section.Text("by") ?? throw section.Error(section.Mark, "an event needs 'by', the process that does it");
        var actor = scenario.Find(by) ?? throw section.Error("by", $"there is no process '{by}'");
        scenario.Time += section.Duration("after") ?? 0;
        bool fits = name switch
        {
            "exec" => ExecStep.Play(scenario, section, actor, ByName["execve"], isChild: true),
            "execve" or "execveat" => ExecStep.Play(scenario, section, actor, ByName[name], isChild: false),
            _ => Call(scenario, section, actor, name, mark),
        };
        if (!fits)
            throw section.Error(section.Mark, "the event does not fit into a record");
    }

    private static bool Call(Scenario scenario, Section section, Actor actor, string name, Mark mark)
    {
        if (!ByName.TryGetValue(name, out var info))
            return Generic(scenario, section, actor, name, mark);
        var values = new ParamValues(info);
        if (name == "connect" && !section.Has("fd"))
            values.Set("fd", Socket(scenario, section, actor));
        SetDefaults(values, info, actor, name);
        foreach (var param in info.Params)
            Read(scenario, section, values, param, param.Name);
        if (Opening.Contains(name))
            Read(scenario, section, values, info.Params[info.IndexOf("name")], "path");
        if (info.Params[0].Type is ParamType.Errno or ParamType.Fd or ParamType.Pid)
            Read(scenario, section, values, info.Params[0], "result");
        if (Duplicating.Contains(name) && !section.Has("result"))
            values.Set("res", values.Bytes[info.IndexOf("newfd")]);
        section.Finish();
        return scenario.Happen(info, actor.Pid, values.Bytes);
    }

    private static void SetDefaults(ParamValues values, EventInfo info, Actor actor, string name)
    {
        if ((info.Flags & EventFlags.CreatesFd) != 0 && !Duplicating.Contains(name))
            values.Set(info.Params[0].Name, actor.NextFd++);
        values.Set("dirfd", -100).Set("linkdirfd", -100).Set("olddir", -100).Set("newdir", -100);
        if (Opening.Contains(name))
            values.Set("flags", 1);
        if (name == "socket")
            values.Set("domain", 2).Set("type", 1);
    }

    /// <summary>A socket that connects needs one that was made before.</summary>
    private static long Socket(Scenario scenario, Section section, Actor actor)
    {
        var info = ByName["socket"];
        long fd = actor.NextFd++;
        bool wide = section.Text("tuple")?.Contains('[') == true;
        bool datagram = section.Text("protocol") == "udp";
        var values = new ParamValues(info).Set("fd", fd).Set("domain", wide ? 10 : 2).Set("type", datagram ? 2 : 1);
        scenario.Happen(info, actor.Pid, values.Bytes);
        return fd;
    }

    private static void Read(Scenario scenario, Section section, ParamValues values, ParamInfo param, string key)
    {
        if (section.Node(key) is { } node)
            values.Set(param.Name, ParamEncoder.Encode(param, node, section, text => scenario.Find(text)?.Pid));
    }

    /// <summary>A call without an event of its own tells nothing but its name.</summary>
    private static bool Generic(Scenario scenario, Section section, Actor actor, string name, Mark mark)
    {
        var call = EventSchema.Syscalls.FirstOrDefault(c => c.Name == name && c.Event is null)
            ?? throw section.Error(mark, $"there is no event '{name}'; saker --list-events prints those that there are");
        section.Finish();
        var info = EventSchema.Of(EventCode.GenericX);
        return scenario.Happen(info, actor.Pid, new ParamValues(info).Set("ID", call.Code).Set("nativeID", call.X64).Bytes);
    }
}
