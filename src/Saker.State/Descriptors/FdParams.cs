using Saker.Events;

namespace Saker.State;

/// <summary>Which parameter of each event type is the descriptor that <c>fd.*</c> speaks of.</summary>
public static class FdParams
{
    private static readonly sbyte[] byCode = BuildTable();

    /// <summary>Index of the parameter, -1 when the event has no descriptor.</summary>
    public static int Of(EventInfo info) => byCode[(int)info.Code];

    private static sbyte[] BuildTable()
    {
        var table = new sbyte[EventSchema.Events.Length];
        for (int i = 0; i < table.Length; i++)
            table[i] = (sbyte)Choose(EventSchema.Events[i]);
        return table;
    }

    private static int Choose(EventInfo info)
    {
        bool uses = (info.Flags & EventFlags.UsesFd) != 0;
        bool creates = (info.Flags & EventFlags.CreatesFd) != 0;
        if (!uses && !creates)
            return -1;

        // The result comes first; what is used comes after it. Calls that make two descriptors name them after the result.
        int first = Array.FindIndex(info.Params, 1 <= info.Params.Length ? 1 : 0, p => p.Type is ParamType.Fd or ParamType.Fd32);
        bool makesTwo = info.Params.Any(p => p.Name == "fd1");
        return uses || makesTwo ? first : 0;
    }
}
