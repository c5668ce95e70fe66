using System.Text;
using Saker.State;

namespace Saker.Fields;

/// <summary>Arguments, environment and cgroups: whole, by number, or by name.</summary>
internal static unsafe class ProcessListFields
{
    public static void Register(FieldRegistry on)
    {
        on.Add("proc.args", Args);
        on.Add("proc.env", Environment);
        on.Add("thread.cgroup", Cgroup);
        on.Text("thread.cgroups", FieldScope.Process, static (context, out value) =>
        {
            value = default;
            if (context.Task == null || context.Task->Cgroups.IsEmpty)
                return false;
            value = Joined(context, context.Task->Cgroups.Span);
            return true;
        });
    }

    /// <summary>A list with blanks between its texts.</summary>
    public static ReadOnlySpan<byte> Joined(EventContext context, ReadOnlySpan<byte> list)
    {
        if (list.IsEmpty)
            return default;
        var text = context.Texts.Open().Add(list[^1] == 0 ? list[..^1] : list);
        text.Written.Replace((byte)0, (byte)' ');
        return text.Close();
    }

    private static Field? Args(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (argument is null)
        {
            return new StringField(info, null, FieldScope.Process, FieldRegistry.Single(static (context, out value) =>
            {
                value = context.Task == null ? default : context.Task->Image->JoinedArgs;
                return context.Task != null;
            }));
        }

        if (!FieldCatalog.TryIndex(argument, out int number))
        {
            error = $"'{argument}' is not the number of an argument";
            return null;
        }

        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            // An argument that is not there is an empty text, not a missing one.
            value = default;
            if (context.Task != null)
                TextList.TryAt(context.Task->Image->Args, number, out value);
            return context.Task != null;
        }));
    }

    private static Field? Environment(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        byte[]? key = argument is null ? null : Encoding.UTF8.GetBytes(argument);
        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            value = default;
            if (context.Task == null)
                return false;
            if (key is null)
                value = Joined(context, Shared(context));
            else
                TextList.TryValue(Shared(context), key, out value);
            return true;
        }));
    }

    /// <summary>The environment of the process: captures tell it for leaders alone.</summary>
    private static ReadOnlySpan<byte> Shared(EventContext context) => context.Machine!.Tasks.LeaderOf(context.Task)->Image->Environment;

    private static Field? Cgroup(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        byte[] key = Encoding.UTF8.GetBytes(argument!);
        return new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
        {
            value = default;
            return context.Task != null && TextList.TryValue(context.Task->Cgroups.Span, key, out value);
        }));
    }
}
