using Saker.State;

namespace Saker.Fields;

/// <summary>What a process' last exec fixed: names, command line, executable (<c>proc.name</c>, <c>proc.cmdline</c>, <c>proc.exe*</c>).</summary>
internal static unsafe class ProcessImageFields
{
    public static void Register(FieldRegistry on)
    {
        on.TaskText("proc.name", static task => task->Comm);
        on.TaskText("proc.exe", static task => task->Image->Exe);
        on.TaskText("proc.exepath", static task => task->Image->ExePath);
        on.TaskText("proc.exeline", static task => task->Image->ExeLine);
        on.Text("proc.cmdline", FieldScope.Process, static (context, out value) =>
        {
            value = context.Task == null ? default : CommandLine(context, context.Task);
            return context.Task != null;
        });
        on.TaskNumber("proc.cmdnargs", FieldScope.Process, static task => task->Image->ArgCount);
        on.TaskNumber("proc.cmdlenargs", FieldScope.Process, static task => task->Image->Args.Length - task->Image->Args.Count((byte)0));
        on.TaskNumber("proc.is_exe_writable", FieldScope.Process, static task => Flag(task, ImageFlags.Writable));
        on.TaskNumber("proc.is_exe_upper_layer", FieldScope.Process, static task => Flag(task, ImageFlags.UpperLayer));
        on.TaskNumber("proc.is_exe_lower_layer", FieldScope.Process, static task => Flag(task, ImageFlags.LowerLayer));
        on.TaskNumber("proc.is_exe_from_memfd", FieldScope.Process, static task => Flag(task, ImageFlags.FromMemfd));
        on.Number("proc.exe_ino", FieldScope.Process, static (c, out v) => NotZero(c.Task == null ? 0 : c.Task->Image->Inode, out v));
        on.Number("proc.exe_ino.ctime", FieldScope.Process, static (c, out v) => NotZero(c.Task == null ? 0 : c.Task->Image->InodeChanged, out v));
        on.Number("proc.exe_ino.mtime", FieldScope.Process, static (c, out v) => NotZero(c.Task == null ? 0 : c.Task->Image->InodeModified, out v));
        on.Number("proc.exe_ino.ctime_duration_proc_start", FieldScope.Process, static (c, out v) =>
            NotZero(c.Task == null ? 0 : c.Task->InodeChangeToClone, out v));
        on.Number("proc.exe_ino.ctime_duration_pidns_start", FieldScope.Process, static (c, out v) =>
            NotZero(c.Task == null ? 0 : c.Task->PidNamespaceToInodeChange, out v));
    }

    /// <summary>
    /// Command name and arguments. A thread that was renamed before it was seen has a name of its own in front of the arguments.
    /// </summary>
    public static ReadOnlySpan<byte> CommandLine(EventContext context, TaskRecord* task)
    {
        var image = task->Image;
        var whole = image->CommandLine;
        bool hasArgs = image->ArgCount > 0;
        var comm = hasArgs ? whole[..(whole.Length - image->JoinedArgs.Length - 1)] : whole;
        if (comm.SequenceEqual(task->Comm))
            return whole;
        var text = context.Texts.Open().Add(task->Comm);
        if (hasArgs)
            text.Add((byte)' ').Add(image->JoinedArgs);
        return text.Close();
    }

    /// <summary>A number for which 0 means that it is not known.</summary>
    public static bool NotZero(ulong number, out long value)
    {
        value = (long)number;
        return number != 0;
    }

    private static long Flag(TaskRecord* task, ImageFlags flag) => (task->Image->Flags & flag) != 0 ? 1 : 0;
}
