using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>Counts and sizes that summaries add up (<c>evt.count*</c>, <c>evt.buflen*</c>).</summary>
internal static unsafe class EventCountFields
{
    public static void Register(FieldRegistry on)
    {
        on.Number("evt.count", static (_, out value) => (value = 1) == 1);
        on.Number("evt.count.error", static (context, out value) => EventFields.TryFailed(context.Event, out value));
        on.Number("evt.count.error.file", static (context, out value) => Failed(context, IsFile(context), out value));
        on.Number("evt.count.error.net", static (context, out value) => Failed(context, IsSocket(context), out value));
        on.Number("evt.count.error.memory", static (context, out value) => Failed(context, IsMemory(context), out value));
        on.Number("evt.count.error.other", static (context, out value) =>
            Failed(context, !IsFile(context) && !IsSocket(context) && !(context.Fd == null && IsMemory(context)), out value));
        on.Number("evt.count.exit", static (context, out value) =>
        {
            value = 1;
            return context.Event.Info.Direction == EventDirection.Exit;
        });
        on.Number("evt.count.procinfo", static (context, out value) =>
        {
            value = context.Event.Code == EventCode.ProcinfoE && context.Task != null && context.Task->IsLeader ? 1 : 0;
            return true;
        });
        on.Number("evt.count.threadinfo", static (context, out value) =>
        {
            value = context.Event.Code == EventCode.ProcinfoE ? 1 : 0;
            return true;
        });
        Sizes(on, "evt.buflen", static _ => true);
        Sizes(on, "evt.buflen.file", static context => context.Fd->IsFile);
        Sizes(on, "evt.buflen.net", static context => context.Fd->IsInternet);
    }

    private static void Sizes(FieldRegistry on, string name, Func<EventContext, bool> applies)
    {
        Size(on, name, EventFlags.None, applies);
        Size(on, name + ".in", EventFlags.ReadsFromFd, applies);
        Size(on, name + ".out", EventFlags.WritesToFd, applies);
    }

    /// <summary>Bytes that a successful call moved.</summary>
    private static void Size(FieldRegistry on, string name, EventFlags direction, Func<EventContext, bool> applies) =>
        on.Number(name, (context, out value) =>
        {
            value = 0;
            var info = context.Event.Info;
            bool moves = direction == EventFlags.None
                ? info.Category.StartsWith("io", StringComparison.OrdinalIgnoreCase)
                : (info.Flags & direction) != 0;
            return moves && context.Fd != null && applies(context) && EventFields.TryResult(context.Event, out value) && value >= 0;
        });

    private static bool Failed(EventContext context, bool applies, out long value)
    {
        value = 0;
        return applies && EventFields.TryFailed(context.Event, out value);
    }

    private static bool IsFile(EventContext context) => context.Fd != null
        ? context.Fd->IsFile || context.Fd->Type == DescriptorType.Directory
        : OpenEvents.NameParam(context.Event.Code) >= 0;

    private static bool IsSocket(EventContext context) => context.Fd != null
        ? context.Fd->IsInternet || context.Fd->Type == DescriptorType.Unix
        : context.Event.Code is EventCode.SocketAccept_5X or EventCode.SocketAccept4_6X or EventCode.SocketConnectX;

    private static bool IsMemory(EventContext context) => context.Event.Info.Category == "memory";
}
