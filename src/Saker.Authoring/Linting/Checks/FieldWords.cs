using Saker.Events;
using Saker.Rules.Binding;
using Saker.Rules.Syntax;

namespace Saker.Authoring.Linting.Checks;

/// <summary>The words that fields with a fixed vocabulary consist of.</summary>
internal static class FieldWords
{
    private static readonly Dictionary<string, HashSet<string>> Fixed = new()
    {
        ["fd.type"] =
        [
            "file", "directory", "ipv4", "ipv6", "unix", "pipe", "event", "signalfd", "eventpoll", "inotify", "timerfd", "netlink", "bpf",
            "userfaultfd", "io_uring", "memfd", "pidfd", "unsupported", "<NA>",
        ],
        ["fd.typechar"] = ["f", "d", "4", "6", "u", "p", "e", "s", "l", "i", "t", "n", "b", "r", "m", "P", "X", "o"],
        ["fd.l4proto"] = ["tcp", "udp", "icmp", "raw", "<NA>"],
        ["fd.sockfamily"] = ["ip", "unix"],
        ["evt.dir"] = ["<", ">"],
        ["evt.io_dir"] = ["read", "write"],
        ["container.type"] =
        [
            "host", "docker", "containerd", "cri-o", "podman", "lxc", "libvirt-lxc", "mesos", "rkt", "custom", "cri", "bpm", "static", "sandbox",
        ],
    };

    private static readonly HashSet<string> Capabilities = [.. EventSchema.Flags["capabilities"].Values.Select(v => v.Name)];

    /// <summary>The words of a field for some event types; null when it may be anything.</summary>
    public static IReadOnlyCollection<string>? Of(FieldReference field, EventTypeSet types) => field.Name switch
    {
        "thread.cap_effective" or "thread.cap_permitted" or "thread.cap_inheritable" => Capabilities,
        "evt.arg" => OfArgument(field.Argument ?? "", types),
        _ when field.Name.StartsWith("evt.arg.", StringComparison.Ordinal) => OfArgument(field.Name["evt.arg.".Length..], types),
        _ => Fixed.GetValueOrDefault(field.Name),
    };

    /// <summary>Names of flags, when a parameter is made of nothing else in every event of the types that has it.</summary>
    private static HashSet<string>? OfArgument(string name, EventTypeSet types)
    {
        var parameters = types.Types().Where(t => t < EventTypes.CodeCount).Select(t => EventSchema.Events[t])
            .SelectMany(e => e.Params).Where(p => p.Name == name).ToList();
        if (parameters.Count == 0 || parameters.Exists(p => !IsFlags(p.Type) || p.Table is null || !EventSchema.Flags.ContainsKey(p.Table)))
            return null;
        return [.. parameters.SelectMany(p => EventSchema.Flags[p.Table!].Values.Select(v => v.Name)), "0"];
    }

    private static bool IsFlags(ParamType type) => type is ParamType.Flags8 or ParamType.Flags16 or ParamType.Flags32
        or ParamType.EnumFlags8 or ParamType.EnumFlags16 or ParamType.EnumFlags32;
}
