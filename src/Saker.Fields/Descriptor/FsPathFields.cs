using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>Paths that a successful call worked on (<c>fs.path.*</c>): one name, or a source and a target.</summary>
internal static unsafe class FsPathFields
{
    private static readonly (int Name, int Source, int Target)[] byCode = BuildTable();

    public static void Register(FieldRegistry on)
    {
        Add(on, "fs.path.name", static p => p.Name, raw: false);
        Add(on, "fs.path.nameraw", static p => p.Name, raw: true);
        Add(on, "fs.path.source", static p => p.Source, raw: false);
        Add(on, "fs.path.sourceraw", static p => p.Source, raw: true);
        Add(on, "fs.path.target", static p => p.Target, raw: false);
        Add(on, "fs.path.targetraw", static p => p.Target, raw: true);
    }

    private static void Add(FieldRegistry on, string name, Func<(int Name, int Source, int Target), int> choose, bool raw) =>
        on.Text(name, (context, out value) =>
        {
            value = default;
            var e = context.Event;
            int param = choose(byCode[(int)e.Code]);
            if (param < 0 || context.Task == null || !Succeeded(e))
                return false;
            if (e.Info.Params[param].Type is ParamType.Fd)
                return context.TryGetFdName(out value);
            value = e.Param(param).IsEmpty ? "<NA>"u8 : e.Text(param);
            if (!raw)
                value = Resolved(context, param, value);
            return true;
        });

    /// <summary>
    /// The full path. Where opening a relative name failed there is no file that could tell it; <c>fd.name</c> has what it would have been.
    /// An empty name is nothing by itself, and the descriptor's file where the call takes one.
    /// </summary>
    private static ReadOnlySpan<byte> Resolved(EventContext context, int param, ReadOnlySpan<byte> name)
    {
        bool mayFail = context.Event.Code is EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X;
        if (mayFail && context.Fd == null && !name.StartsWith("/"u8))
            return "<UNKNOWN>"u8;
        if (name.IsEmpty && context.Event.Info.Params[param].DirectoryParam < 0)
            return default;
        var text = context.Texts.Open();
        if (!context.AppendPath(text, param))
            context.AppendFromWorkingDirectory(text, name);
        return text.Close();
    }

    /// <summary>Whether the call worked; of the open family only those with error 1 count as failed, as in Falco.</summary>
    private static bool Succeeded(Event e)
    {
        long result = e.NumberOr(0, -1);
        bool opens = e.Code is EventCode.SyscallOpenX or EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X;
        return opens ? result != -1 : result >= 0;
    }

    /// <summary>Parameters by name, so that the table holds for every version of an event that has them.</summary>
    private static (int Name, int Source, int Target)[] BuildTable()
    {
        var table = new (int Name, int Source, int Target)[EventSchema.Events.Length];
        for (int i = 0; i < table.Length; i++)
        {
            var info = EventSchema.Events[i];
            int At(string name) => info.IndexOf(name);
            table[i] = info.Direction == EventDirection.Enter ? (-1, -1, -1) : info.Name switch
            {
                "mkdir" or "mkdirat" or "rmdir" or "unlink" or "chown" or "lchown" => (At("path"), -1, -1),
                "open" or "openat" or "openat2" or "unlinkat" or "umount" or "umount2" => (At("name"), -1, -1),
                "chmod" or "fchmodat" => (At("filename"), -1, -1),
                "fchownat" => (At("pathname"), -1, -1),
                "fchmod" or "fchown" => (At("fd"), -1, -1),
                "quotactl" => (At("special"), -1, -1),
                "rename" or "renameat" or "renameat2" => (-1, At("oldpath"), At("newpath")),
                "link" or "linkat" => (-1, At("newpath"), At("oldpath")),
                "symlink" or "symlinkat" => (-1, At("linkpath"), At("target")),
                "mount" => (-1, At("dev"), At("dir")),
                _ => (-1, -1, -1),
            };
        }

        return table;
    }
}
