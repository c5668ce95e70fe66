namespace Saker.State;

/// <summary>How the state of the machine is kept.</summary>
public sealed record MachineOptions
{
    /// <summary>Most tasks that are remembered (<c>base_syscalls</c> aside, Falco's <c>falco_libs.thread_table_size</c>).</summary>
    public int TaskCapacity { get; init; } = 262144;

    /// <summary>
    /// Whether the events are of this machine, now: what was missed is then looked up in <c>/proc</c> and in the password files.
    /// False for captures.
    /// </summary>
    public bool Live { get; init; } = true;

    /// <summary>Where the root of the host is mounted, without a slash at its end.</summary>
    public string HostRoot { get; init; } = "";
}
