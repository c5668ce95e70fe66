using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

public sealed unsafe partial class EventContext
{
    private NameState nameState;
    private int nameOffset;
    private int nameLength;

    private enum NameState : byte
    {
        Unbuilt,
        Built,
        Missing,
    }

    /// <summary>
    /// Name of the event's descriptor: path, or the text of a socket's ends. For a failed open, the path it would have been.
    /// </summary>
    public bool TryGetFdName(out ReadOnlySpan<byte> name)
    {
        if (nameState == NameState.Unbuilt)
        {
            var text = Texts.Open();
            nameState = AppendFdName(text) ? NameState.Built : NameState.Missing;
            nameLength = text.Length;
            nameOffset = text.Mark();
        }

        name = Texts.Slice(nameOffset, nameLength);
        return nameState == NameState.Built;
    }

    /// <summary>The descriptor's name as the caller gave it.</summary>
    public bool TryGetFdRawName(out ReadOnlySpan<byte> name)
    {
        if (Fd != null && !Fd->RawName.IsEmpty)
        {
            name = Fd->RawName.Span;
            return true;
        }

        int param = OpenEvents.NameParam(Event.Code);
        if (param >= 0 && !Event.Param(param).IsEmpty)
        {
            name = Event.Text(param);
            return true;
        }

        name = default;
        return (Fd != null && !Event.HasFacts) || (Fd != null && Fd->IsInternet) || TryGetFdName(out name);
    }

    /// <summary>The path that the kernel resolved for the event's descriptor; only live events have one.</summary>
    public bool TryGetKernelPath(out ReadOnlySpan<byte> path)
    {
        int param = FdParams.Of(Event.Info);
        path = param < 0 ? default : Event.Fact(FactKind.Path, param);
        return !path.IsEmpty;
    }

    private bool AppendFdName(Arena to)
    {
        if (Fd == null)
            return AppendNameFromEvent(to);
        if (Fd->IsNamed)
        {
            to.Add(Fd->Name.Span);
            return true;
        }

        if (Fd->IsInternet)
        {
            SocketNames.Append(to, in *Fd);
            return true;
        }

        if (Fd->Type == DescriptorType.Unix && SocketTuple.ParamOf(Event.Info) is >= 0 and var tuple && Event.HasFacts && !Event.Param(tuple).IsEmpty)
        {
            SocketNames.AppendTuple(to, Event.Param(tuple));
            return true;
        }

        int open = OpenEvents.NameParam(Event.Code);
        if (Event.HasFacts && open >= 0 && AppendPath(to, open))
            return true;
        if (TryGetKernelPath(out var path))
            to.Add(path);
        return true;
    }

    private bool AppendNameFromEvent(Arena to)
    {
        int param = OpenEvents.NameParam(Event.Code);
        if (Event.Code == EventCode.SyscallOpenByHandleAtX && Event.Param(param).IsEmpty)
            to.Add("<NA>"u8);
        else if (param >= 0)
            return AppendPath(to, param);
        if (Event.Code is EventCode.SocketConnectX or EventCode.SocketAccept_5X or EventCode.SocketAccept4_6X)
        {
            if (Event.Param(1).IsEmpty)
                to.Add("NULL"u8);
            else
                SocketNames.AppendTuple(to, Event.Param(1));
        }

        return Event.Info.Direction == EventDirection.Exit;
    }
}
