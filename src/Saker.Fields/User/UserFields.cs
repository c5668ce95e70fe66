using Saker.State;

namespace Saker.Fields;

/// <summary>Effective user and group, and the user that logged in (<c>user.*</c>, <c>group.*</c>).</summary>
internal static unsafe class UserFields
{
    public static void Register(FieldRegistry on)
    {
        on.TaskNumber("user.uid", FieldScope.Process, static task => task->Uid);
        on.TaskNumber("user.loginuid", FieldScope.Process, static task => task->LoginUid == uint.MaxValue ? -1 : task->LoginUid);
        on.TaskNumber("group.gid", FieldScope.Process, static task => task->Gid);
        on.Text("user.name", FieldScope.Process, static (context, out value) => Name(context, Uid(context), out value));
        on.Text("user.loginname", FieldScope.Process, static (context, out value) =>
            Name(context, context.Task == null ? 0 : context.Task->LoginUid, out value));
        on.Text("user.homedir", FieldScope.Process, static (context, out value) =>
        {
            value = context.UserOf(Uid(context)) is { } user ? user.Home : Uid(context) == 0 ? "/root"u8 : "<NA>"u8;
            return context.Task != null;
        });
        on.Text("user.shell", FieldScope.Process, static (context, out value) =>
        {
            value = context.UserOf(Uid(context)) is { } user ? user.Shell : "<NA>"u8;
            return context.Task != null;
        });
        on.Text("group.name", FieldScope.Process, static (context, out value) =>
        {
            uint gid = context.Task == null ? 0 : context.Task->Gid;
            value = context.GroupOf(gid) is { } group ? group.Name : Fallback(gid);
            return context.Task != null;
        });
    }

    private static uint Uid(EventContext context) => context.Task == null ? 0 : context.Task->Uid;

    private static bool Name(EventContext context, uint uid, out ReadOnlySpan<byte> value)
    {
        value = context.UserOf(uid) is { } user ? user.Name : Fallback(uid);
        return context.Task != null;
    }

    private static ReadOnlySpan<byte> Fallback(uint id) => id == 0 ? "root"u8 : "<NA>"u8;
}
