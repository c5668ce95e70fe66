using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

public sealed unsafe partial class EventContext
{
    private const long CurrentDirectory = -100;

    /// <summary>
    /// Appends the full path that a path parameter means: from the working directory, or from the descriptor in the parameter it is
    /// relative to. Lexical; symbolic links are not followed.
    /// </summary>
    /// <returns>False when the parameter was not collected; nothing is appended then.</returns>
    public bool AppendPath(Arena to, int param)
    {
        if (Event.Param(param).IsEmpty)
            return false;
        var name = Event.Text(param);
        int directoryParam = Event.Info.Params[param].DirectoryParam;
        LexicalPath.Append(to, name.StartsWith("/"u8) ? default : DirectoryOf(directoryParam, param), name);
        return true;
    }

    /// <summary>Appends the full path of a name that is relative to the working directory or to nothing.</summary>
    public void AppendFromWorkingDirectory(Arena to, ReadOnlySpan<byte> name) => LexicalPath.Append(to, WorkingDirectory, name);

    /// <summary>Where a relative name starts: with a slash at the end.</summary>
    private ReadOnlySpan<byte> DirectoryOf(int directoryParam, int nameParam)
    {
        if (directoryParam < 0)
            return WorkingDirectory;
        long fd = Event.NumberOr(directoryParam, CurrentDirectory);
        if ((int)fd == CurrentDirectory)
            return WorkingDirectory;
        var fact = Event.Fact(FactKind.Directory, directoryParam);
        if (fact.IsEmpty)
            fact = Event.Fact(FactKind.Directory, nameParam);
        if (!fact.IsEmpty)
            return fact;
        if (Task != null && Machine!.Tasks.DescriptorsOf(Task) is var table && table != null && table->Find(fd) is var found && found != null)
            return found->Name.Span;
        return "<UNKNOWN>/"u8;
    }

    private ReadOnlySpan<byte> WorkingDirectory => Task == null ? default : Machine!.Tasks.LeaderOf(Task)->WorkingDirectory.Span;
}
