using System.Runtime.InteropServices;

namespace Saker.Events;

/// <summary>A system call, or a tracepoint that rules can name.</summary>
/// <param name="Code">Code in captures and in the generic event; not the number that the kernel uses.</param>
/// <param name="Name">As in <c>evt.type</c>.</param>
/// <param name="X64">Number on x86-64, -1 where it does not exist.</param>
/// <param name="Arm64">Number on arm64, -1 where it does not exist.</param>
/// <param name="Event">Event of its own, or null when it is reported as the generic event.</param>
public sealed record SyscallInfo(int Code, string Name, int X64, int Arm64, EventInfo? Event)
{
    private static readonly bool OnArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Number on the processor that runs this, -1 where it does not exist.</summary>
    public int Native => OnArm ? Arm64 : X64;
}
