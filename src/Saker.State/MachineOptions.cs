namespace Saker.State;

/// <summary>How the state of the machine is kept.</summary>
public sealed record MachineOptions
{
    /// <summary>Most tasks that are remembered (Falco's <c>falco_libs.thread_table_size</c>).</summary>
    public int TaskCapacity { get; init; } = 262144;

    /// <summary>Most descriptors of one process that are remembered, where a table of them is kept.</summary>
    public int DescriptorCapacity { get; init; } = 4096;

    /// <summary>
    /// After what silence a task is looked for in <c>/proc</c>, and taken out when it is not there; and how long one of which nothing
    /// is known but its id stays, so that its next event may ask anew
    /// (Falco's <c>falco_libs.thread_table_auto_purging_thread_timeout_s</c>).
    /// </summary>
    public TimeSpan SilentFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether the events are of this machine, now: what was missed is then looked up in <c>/proc</c> and in the password files.
    /// False for captures.
    /// </summary>
    public bool Live { get; init; } = true;

    /// <summary>Where the root of the host is mounted, without a slash at its end.</summary>
    public string HostRoot { get; init; } = "";
}
