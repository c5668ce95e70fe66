namespace Saker.State;

/// <summary>A user as the password file has it; texts in UTF-8.</summary>
/// <param name="Gid">Group at login.</param>
/// <param name="Name">Login name.</param>
/// <param name="Home">Home directory.</param>
/// <param name="Shell">Login shell.</param>
public sealed record User(uint Gid, byte[] Name, byte[] Home, byte[] Shell);

/// <summary>A group as the group file has it.</summary>
/// <param name="Name">Name in UTF-8.</param>
public sealed record Group(byte[] Name);
