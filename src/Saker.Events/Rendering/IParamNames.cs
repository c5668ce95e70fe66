namespace Saker.Events.Rendering;

/// <summary>What parameters mean on this machine: the part of their rendering that needs state. Each appends a name or nothing.</summary>
public interface IParamNames
{
    /// <summary>A descriptor's type in angle brackets and its name: <c>&lt;f&gt;/etc/passwd</c>.</summary>
    void AppendFd(Arena to, int param, long fd);

    /// <summary>One letter for a descriptor's type, <c>?</c> when it is not known.</summary>
    byte FdLetter(long fd);

    /// <summary>A process' command name.</summary>
    void AppendProcess(Arena to, long pid);

    /// <summary>A user's name.</summary>
    void AppendUser(Arena to, uint uid);

    /// <summary>A group's name.</summary>
    void AppendGroup(Arena to, uint gid);

    /// <summary>The full path that a relative path parameter means.</summary>
    void AppendPath(Arena to, int param);
}
