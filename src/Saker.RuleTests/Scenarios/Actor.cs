namespace Saker.RuleTests.Scenarios;

/// <summary>A process of a test, as its events are going to tell of it.</summary>
internal sealed record Actor
{
    public required string Name { get; init; }

    public required long Pid { get; init; }

    public required long Parent { get; init; }

    public required string Exe { get; init; }

    public required string ExePath { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyList<string> Environment { get; init; } = [];

    public string Cwd { get; init; } = "/";

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public uint LoginUid { get; init; } = uint.MaxValue;

    public uint Tty { get; init; }

    /// <summary>Name of its container; empty on the host.</summary>
    public string Container { get; init; } = "";

    public ulong Capabilities { get; init; }

    public uint ExeFlags { get; init; }

    public ulong Started { get; init; }

    /// <summary>The next free descriptor.</summary>
    public long NextFd { get; set; } = 3;
}
