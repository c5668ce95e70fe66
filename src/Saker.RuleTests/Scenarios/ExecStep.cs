using Saker.Events;
using Saker.RuleTests.Files;

namespace Saker.RuleTests.Scenarios;

/// <summary>Programs that start: in a new child, as a shell does it, or in place.</summary>
internal static class ExecStep
{
    public static bool Play(Scenario scenario, Section section, Actor by, EventInfo info, bool isChild)
    {
        long pid = isChild ? scenario.NewPid() : by.Pid;
        var actor = scenario.Reader.Read(section, by, pid);
        if (!isChild)
            actor = actor with { Parent = by.Parent };
        if (isChild && !Fork(scenario, by, actor))
            return false;
        var result = info.Params[0];
        var values = new ParamValues(info)
            .Set("exe", actor.Exe).Set("args", ParamEncoder.List(actor.Args)).Set("tid", pid).Set("pid", pid).Set("ptid", actor.Parent)
            .Set("cwd", actor.Cwd).Set("fdlimit", 1024).Set("comm", actor.Name).Set("cgroups", ActorReader.Cgroups(actor.Container))
            .Set("env", ParamEncoder.List(actor.Environment)).Set("tty", actor.Tty).Set("vpgid", pid).Set("loginuid", actor.LoginUid)
            .Set("flags", actor.ExeFlags).Set("cap_permitted", (long)actor.Capabilities).Set("cap_effective", (long)actor.Capabilities)
            .Set("exe_ino", 1000 + pid).Set("uid", actor.Uid).Set("trusted_exepath", actor.ExePath).Set("pgid", pid)
            .Set("gid", actor.Gid).Set("filename", actor.ExePath);
        if (section.Node("result") is { } node)
            values.Set(result.Name, ParamEncoder.Encode(result, node, section, _ => null));
        scenario.Name(section.Text("as") ?? actor.Name, actor);
        section.Finish();
        return scenario.Happen(info, pid, values.Bytes);
    }

    private static bool Fork(Scenario scenario, Actor by, Actor child)
    {
        var info = EventSchema.Of(EventCode.SyscallClone_20X);
        var values = new ParamValues(info)
            .Set("exe", by.Exe).Set("args", ParamEncoder.List(by.Args)).Set("tid", child.Pid).Set("pid", child.Pid).Set("ptid", by.Pid)
            .Set("cwd", by.Cwd).Set("fdlimit", 1024).Set("comm", by.Name).Set("cgroups", ActorReader.Cgroups(child.Container))
            .Set("uid", by.Uid).Set("gid", by.Gid).Set("vtid", child.Pid).Set("vpid", child.Pid);
        return scenario.Happen(info, child.Pid, values.Bytes);
    }
}
