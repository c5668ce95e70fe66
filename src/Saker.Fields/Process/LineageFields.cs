using System.Text;
using Saker.State;

namespace Saker.Fields;

/// <summary>
/// Parents and ancestors (<c>proc.p*</c>, <c>proc.a*</c>). With a number: that ancestor, 0 being the process itself. Without one: any
/// ancestor from the parent upwards.
/// </summary>
internal static unsafe class LineageFields
{
    private const int MaxEnvironmentDepth = 20;

    private delegate ReadOnlySpan<byte> AncestorText(EventContext context, TaskRecord* ancestor);

    public static void Register(FieldRegistry on)
    {
        Text(on, "proc.pname", "proc.aname", static (_, task) => task->Comm);
        Text(on, "proc.pexe", "proc.aexe", static (_, task) => task->Image->Exe);
        Text(on, "proc.pexepath", "proc.aexepath", static (_, task) => task->Image->ExePath);
        Text(on, "proc.pcmdline", "proc.acmdline", ProcessImageFields.CommandLine);
        Text(on, null, "proc.aargs", static (_, task) => task->Image->JoinedArgs);
        on.Add("proc.apid", AncestorIds);
        on.Add("proc.aenv", AncestorEnvironment);
        on.Number("proc.ppid", FieldScope.Process, static (context, out value) =>
        {
            var parent = Ancestor(context, 1);
            value = parent == null ? 0 : parent->Pid;
            return parent != null;
        });
        on.Number("proc.pvpid", FieldScope.Process, static (context, out value) =>
        {
            var parent = Ancestor(context, 1);
            value = parent == null ? 0 : parent->VPid;
            return parent != null;
        });
        on.Number("proc.loginshellid", FieldScope.Process, LoginShell);
    }

    private static TaskRecord* Ancestor(EventContext context, int distance) =>
        context.Task == null || context.Task->IsInvalid ? null : context.Machine!.Tasks.Ancestor(context.Task, distance);

    private static void Text(FieldRegistry on, string? parent, string ancestors, AncestorText text)
    {
        if (parent is not null)
            on.Add(parent, (FieldInfo info, string? _, out string? error) => At(info, null, 1, text, out error));
        on.Add(ancestors, (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            if (argument is null)
                return new StringField(info, null, FieldScope.Process, Any(text), FieldMultiplicity.Any);
            if (FieldCatalog.TryIndex(argument, out int distance))
                return At(info, argument, distance, text, out error);
            error = $"'{argument}' is not the number of an ancestor";
            return null;
        });
    }

    private static StringGetter Any(AncestorText text) => (EventContext context, int index, out ReadOnlySpan<byte> value) =>
    {
        var ancestor = Ancestor(context, index + 1);
        value = ancestor == null ? default : text(context, ancestor);
        return ancestor != null;
    };

    private static StringField At(FieldInfo info, string? argument, int distance, AncestorText text, out string? error)
    {
        error = null;
        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            var ancestor = Ancestor(context, distance);
            value = ancestor == null ? default : text(context, ancestor);
            return ancestor != null;
        }));
    }

    private static bool OwnId(EventContext context, out long value)
    {
        var self = Ancestor(context, 0);
        value = self == null ? 0 : self->Pid;
        return self != null;
    }

    private static Field? AncestorIds(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (argument is null)
        {
            return new NumberField(info, null, FieldScope.Process, static (EventContext context, int index, out long value) =>
            {
                var ancestor = Ancestor(context, index + 1);
                value = ancestor == null ? 0 : ancestor->Pid;
                return ancestor != null;
            }, FieldMultiplicity.Any)
            {
                // Without a number an output shows the process itself, as with number 0.
                Printed = FieldRegistry.Single(OwnId),
            };
        }

        if (!FieldCatalog.TryIndex(argument, out int distance))
        {
            error = $"'{argument}' is not the number of an ancestor";
            return null;
        }

        return new NumberField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            var ancestor = Ancestor(context, distance);
            value = ancestor == null ? 0 : ancestor->Pid;
            return ancestor != null;
        }));
    }

    /// <summary>
    /// <c>proc.aenv[NAME]</c> is the value that the nearest ancestor has, <c>proc.aenv[n]</c> the whole environment of one; without an
    /// argument that of any.
    /// </summary>
    private static Field? AncestorEnvironment(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (argument is null)
        {
            return new StringField(
                info, null, FieldScope.Process, Any(static (c, task) => ProcessListFields.Joined(c, task->Image->Environment)),
                FieldMultiplicity.Any);
        }

        if (FieldCatalog.TryIndex(argument, out int distance))
            return EnvironmentAt(info, argument, distance);
        byte[] key = Encoding.UTF8.GetBytes(argument);
        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            value = default;
            for (int up = 1; up <= MaxEnvironmentDepth; up++)
            {
                var ancestor = Ancestor(context, up);
                if (ancestor == null || (TextList.TryValue(ancestor->Image->Environment, key, out value) && !value.IsEmpty))
                    break;
            }

            return context.Task != null;
        }));
    }

    /// <summary>A process of which nothing is known has ancestors without an environment.</summary>
    private static StringField EnvironmentAt(FieldInfo info, string argument, int distance) =>
        new(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            var ancestor = Ancestor(context, distance);
            value = ancestor == null ? default : ProcessListFields.Joined(context, ancestor->Image->Environment);
            return ancestor != null || (context.Task != null && context.Task->IsInvalid);
        }));

    /// <summary>The oldest process of the lineage whose name ends in "sh": the shell that somebody logged in to.</summary>
    private static bool LoginShell(EventContext context, out long value)
    {
        value = 0;
        bool found = false;
        for (int up = 0; Ancestor(context, up) is var task && task != null; up++)
        {
            if (!task->Comm.EndsWith("sh"u8))
                continue;
            value = task->Pid;
            found = true;
        }

        return found;
    }
}
