using Saker.Events;

namespace Saker.State;

/// <summary>What all events about descriptors have in common when a table is kept for them.</summary>
internal static unsafe class DescriptorTransitions
{
    /// <summary>Finds the descriptor that an event uses, before the event is applied.</summary>
    public static void Begin(EventContext context)
    {
        var e = context.Event;
        if (context.Task == null || (e.Info.Flags & EventFlags.UsesFd) == 0)
            return;
        int param = FdParams.Of(e.Info);
        if (param < 0 || !e.TryGetNumber(param, out long number))
            return;
        context.FdNumber = (int)number;
        var table = context.Machine!.Tasks.DescriptorsOf(context.Task);
        context.Fd = table == null ? null : table->Find(number);
    }

    /// <summary>Closes what the event closed, now that the rules have seen it.</summary>
    public static void Finish(EventContext context)
    {
        var e = context.Event;
        if (e.Code == EventCode.SyscallCloseX && e.NumberOr(0, -1) == 0)
            TableOf(context)->Remove(e.NumberOr(1, -1));
        else if (e.Code == EventCode.SyscallCloseRangeX && e.NumberOr(0, -1) == 0)
            CloseRange(context);
    }

    /// <summary>The table of the acting process, made when it is not there.</summary>
    public static FdTable* TableOf(EventContext context)
    {
        var leader = context.Machine!.Tasks.LeaderOf(context.Task);
        if (leader->Descriptors == null)
            leader->Descriptors = context.Machine!.Tasks.NewDescriptors();
        return leader->Descriptors;
    }

    /// <summary>A new descriptor under a number, which becomes the event's.</summary>
    public static Descriptor* Open(EventContext context, long number)
    {
        var descriptor = TableOf(context)->Put(number);
        context.FdNumber = number;
        context.Fd = descriptor;
        return descriptor;
    }

    private static void CloseRange(EventContext context)
    {
        const uint cloexec = 4;
        var e = context.Event;
        var table = TableOf(context);
        long first = e.NumberOr(1, 0);
        long last = e.NumberOr(2, -1);
        bool mark = ((uint)e.NumberOr(3, 0) & cloexec) != 0;
        for (int i = table->Count - 1; i >= 0; i--)
        {
            var descriptor = table->At(i, out long number);
            if (number < first || number > last)
                continue;
            if (mark)
                descriptor->CloseOnExec = true;
            else
                table->Remove(number);
        }
    }
}
