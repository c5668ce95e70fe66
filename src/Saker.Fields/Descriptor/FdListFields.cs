using System.Buffers.Binary;
using Saker.Events;
using Saker.Events.Rendering;
using Saker.State;

namespace Saker.Fields;

/// <summary>The descriptors that a poll waits for (<c>fdlist.*</c>), joined by commas.</summary>
internal static unsafe class FdListFields
{
    private delegate void Part(EventContext context, Arena to, long number, State.Descriptor* fd);

    public static void Register(FieldRegistry on)
    {
        Add(on, "fdlist.nums", static (_, to, number, _) => to.Add(number));
        Add(on, "fdlist.names", static (_, to, _, fd) =>
        {
            if (fd == null)
                to.Add("<NA>"u8);
            else
                EventContext.AppendName(to, fd);
        });
        Add(on, "fdlist.cips", static (_, to, _, fd) => Address(to, fd, source: true));
        Add(on, "fdlist.sips", static (_, to, _, fd) => Address(to, fd, source: false));
        Add(on, "fdlist.cports", static (_, to, _, fd) =>
        {
            if (fd != null && fd->HasPeer)
                to.Add((long)fd->SourcePort);
            else
                to.Add("<NA>"u8);
        });
        Add(on, "fdlist.sports", static (_, to, _, fd) =>
        {
            if (fd != null && fd->IsInternet)
                to.Add((long)fd->DestinationPort);
            else
                to.Add("<NA>"u8);
        });
    }

    private static void Address(Arena to, State.Descriptor* fd, bool source)
    {
        if (fd == null || !fd->IsInternet || (source && !fd->HasPeer))
        {
            to.Add("<NA>"u8);
            return;
        }

        var bytes = source ? fd->Source : fd->Destination;
        AddressText.AppendAddress(to, ((ReadOnlySpan<byte>)bytes)[..(fd->IsIPv4 ? 4 : 16)]);
    }

    private static void Add(FieldRegistry on, string name, Part part) => on.Text(name, (context, out value) =>
    {
        value = default;
        int param = Array.FindIndex(context.Event.Info.Params, static p => p.Type == ParamType.FdList);
        var list = context.Event.Param(param);
        if (context.Task == null || list.Length < 2)
            return false;
        var text = context.Texts.Open();
        int count = BinaryPrimitives.ReadUInt16LittleEndian(list);
        for (int i = 0, at = 2; i < count && at + 10 <= list.Length; i++, at += 10)
        {
            if (i > 0)
                text.Add((byte)',');
            long number = BinaryPrimitives.ReadInt64LittleEndian(list[at..]);
            part(context, text, number, context.FindFd(number));
        }

        value = text.Close();
        return !value.IsEmpty;
    });
}
