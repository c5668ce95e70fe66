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
    public bool AppendPath(Arena to, int param) => AppendPath(to, param, "<UNKNOWN>"u8);

    /// <inheritdoc cref="AppendPath(Arena, int)"/>
    /// <param name="to">Where the path is appended.</param>
    /// <param name="param">The index of the path parameter.</param>
    /// <param name="unknown">What the path begins with where the descriptor of the directory is not known.</param>
    public bool AppendPath(Arena to, int param, ReadOnlySpan<byte> unknown)
    {
        if (Event.Param(param).IsEmpty)
            return false;
        var name = Event.Text(param);
        if (name.StartsWith("/"u8))
            LexicalPath.Append(to, default, name);
        else if (TryFindDirectory(Event.Info.Params[param].DirectoryParam, param, out var directory))
            LexicalPath.Append(to, directory, name);
        else
            LexicalPath.AppendBehind(to, unknown, name);
        return true;
    }

    /// <summary>Appends the full path of a name that is relative to the working directory or to nothing.</summary>
    public void AppendFromWorkingDirectory(Arena to, ReadOnlySpan<byte> name) => LexicalPath.Append(to, WorkingDirectory, name);

    /// <summary>Where a relative name starts.</summary>
    private bool TryFindDirectory(int directoryParam, int nameParam, out ReadOnlySpan<byte> directory)
    {
        directory = WorkingDirectory;
        if (directoryParam < 0)
            return true;
        long fd = Event.NumberOr(directoryParam, CurrentDirectory);
        if ((int)fd == CurrentDirectory)
            return true;
        directory = Event.Fact(FactKind.Directory, directoryParam);
        if (directory.IsEmpty)
            directory = Event.Fact(FactKind.Directory, nameParam);
        if (!directory.IsEmpty)
            return true;
        var table = Task == null ? null : Machine!.Tasks.DescriptorsOf(Task);
        var found = table == null ? null : table->Find(fd);
        if (found != null)
            directory = found->Name.Span;
        return found != null;
    }

    private ReadOnlySpan<byte> WorkingDirectory => Task == null ? default : Machine!.Tasks.LeaderOf(Task)->WorkingDirectory.Span;
}
