using Saker.Events;

namespace Saker.Sensor.Configuration;

/// <summary>Which system calls are watched beside those that rules name (<c>base_syscalls</c>).</summary>
/// <param name="Named">Calls that take the place of those which the state is followed by; empty to keep these.</param>
/// <param name="Excluded">Calls that are not watched, whatever names them.</param>
/// <param name="Repair">Whether the calls that the state is followed by are added to the choice after all.</param>
/// <param name="All">Whether high-volume reads and writes are watched when rules name them.</param>
public sealed record SyscallChoice(IReadOnlySet<string> Named, IReadOnlySet<string> Excluded, bool Repair, bool All)
{
    /// <summary>What rules name, and what the state is followed by.</summary>
    public static SyscallChoice Usual { get; } = new(new HashSet<string>(), new HashSet<string>(), Repair: false, All: false);

    /// <summary>Reads the choice out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static SyscallChoice From(ConfigTree config)
    {
        var names = config.Texts("base_syscalls.custom_set") ?? [];
        var known = EventSchema.Syscalls.Select(c => c.Name).ToHashSet();
        foreach (string name in names)
        {
            if (!known.Contains(name.TrimStart('!')))
                throw config.Error("base_syscalls.custom_set", $"there is no system call '{name.TrimStart('!')}'");
        }

        return new SyscallChoice(
            names.Where(n => !n.StartsWith('!')).ToHashSet(),
            names.Where(n => n.StartsWith('!')).Select(n => n[1..]).ToHashSet(),
            config.Bool("base_syscalls.repair", false),
            config.Bool("base_syscalls.all", false));
    }
}
