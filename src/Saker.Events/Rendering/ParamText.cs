using System.Buffers.Binary;

namespace Saker.Events.Rendering;

/// <summary>
/// Parameters as text, in two parts: the value as it is, and what it means. <c>evt.arg</c> shows the meaning where there is one and
/// else the value; <c>evt.args</c> shows both, <c>value(meaning)</c>.
/// </summary>
public static class ParamText
{
    /// <summary>Appends the meaning of a parameter, or its value when it has none.</summary>
    public static void Append(Arena to, Event e, int index, IParamNames names)
    {
        int start = to.Length;
        AppendMeaning(to, e, index, names);
        if (to.Length == start)
            AppendValue(to, e, index, names);
    }

    /// <summary>Appends <c>value(meaning)</c>, or the value alone.</summary>
    public static void AppendBoth(Arena to, Event e, int index, IParamNames names)
    {
        AppendValue(to, e, index, names);
        int start = to.Length;
        to.Add((byte)'(');
        AppendMeaning(to, e, index, names);
        if (to.Length == start + 1)
            to.Length = start;
        else
            to.Add((byte)')');
    }

    /// <summary>Appends the value of a parameter.</summary>
    public static void AppendValue(Arena to, Event e, int index, IParamNames names)
    {
        var info = e.Info.Params[index];
        var bytes = e.Param(index);
        if (bytes.IsEmpty)
        {
            to.Add(info.Type is ParamType.ByteBuf or ParamType.SockTuple or ParamType.FdList or ParamType.CharBufArray
                or ParamType.CharBufPairArray or ParamType.Dyn ? "NULL"u8 : "<NA>"u8);
            return;
        }

        switch (info.Type)
        {
            case ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath:
                // Old captures spell a text that could not be read this way.
                to.Add(e.Text(index).SequenceEqual("(NULL)"u8) ? "<NA>"u8 : e.Text(index));
                break;
            case ParamType.ByteBuf:
                AppendBuffer(to, bytes);
                break;
            case ParamType.CharBufArray or ParamType.CharBufPairArray:
                AppendList(to, bytes);
                break;
            case ParamType.SockAddr:
                AddressText.AppendSockAddr(to, bytes);
                break;
            case ParamType.SockTuple:
                AddressText.AppendTuple(to, bytes);
                break;
            case ParamType.IPv4Addr or ParamType.IPv6Addr or ParamType.IPAddr when bytes.Length is 4 or 16:
                AddressText.AppendAddress(to, bytes);
                break;
            case ParamType.FdList:
                AppendPollList(to, bytes, names);
                break;
            case ParamType.Dyn:
                DynamicText.AppendValue(to, info.Table, bytes);
                break;
            case ParamType.SigSet:
                SignalNames.AppendSet(to, (uint)e.NumberOr(index, 0));
                break;
            case ParamType.AbsTime:
                TimeText.AppendDateTime(to, (ulong)e.NumberOr(index, 0), fraction: true);
                break;
            case ParamType.RelTime when e.NumberOr(index, 0) == -1:
                to.Add("none"u8);
                break;
            case ParamType.Uid or ParamType.Gid:
                to.Add((int)e.NumberOr(index, 0));
                break;
            default:
                AppendNumber(to, e, index, info);
                break;
        }
    }

    /// <summary>Appends what a parameter means; nothing when its value says all.</summary>
    public static void AppendMeaning(Arena to, Event e, int index, IParamNames names)
    {
        var info = e.Info.Params[index];
        var bytes = e.Param(index);
        if (bytes.IsEmpty)
            return;
        long value = e.NumberOr(index, 0);
        switch (info.Type)
        {
            case ParamType.Errno when value < 0:
                to.Add(ErrorName(value));
                break;
            case ParamType.Fd or ParamType.Fd32:
                AppendFd(to, index, value, names);
                break;
            case ParamType.Pid or ParamType.Pid32:
                names.AppendProcess(to, value);
                break;
            case ParamType.FsPath or ParamType.FsRelPath:
                var path = e.Text(index);
                if (!path.IsEmpty && path[0] != (byte)'/' && !path.SequenceEqual("<NA>"u8) && !path.SequenceEqual("(NULL)"u8))
                    names.AppendPath(to, index);
                break;
            case ParamType.SyscallId:
                to.Add((ulong)value < (ulong)EventSchema.Syscalls.Length ? EventSchema.Syscalls[(int)value].Name : "<unknown syscall>");
                break;
            case ParamType.SigType:
                to.Add(SignalNames.Of((int)value));
                break;
            case ParamType.RelTime when value != -1:
                TimeText.AppendSeconds(to, (ulong)value);
                break;
            case ParamType.Uid:
                AppendId(to, (uint)value, names, isUser: true);
                break;
            case ParamType.Gid:
                AppendId(to, (uint)value, names, isUser: false);
                break;
            case ParamType.Flags8 or ParamType.Flags16 or ParamType.Flags32:
                FlagText.AppendFlags(to, info.Table, (uint)value);
                break;
            case ParamType.EnumFlags8 or ParamType.EnumFlags16 or ParamType.EnumFlags32:
                FlagText.AppendNames(to, info.Table, (uint)value);
                break;
            case ParamType.Mode:
                FlagText.AppendMode(to, info.Table, (uint)value);
                break;
            case ParamType.Dyn:
                DynamicText.AppendMeaning(to, info.Table, bytes, index, names);
                break;
        }
    }

    /// <summary>Name of a negative result, or nothing.</summary>
    public static string ErrorName(long result) => EventSchema.Errno.GetValueOrDefault((int)-result, "");

    /// <summary>Appends bytes, a dot for each that is no printable ASCII character.</summary>
    public static void AppendBuffer(Arena to, ReadOnlySpan<byte> bytes)
    {
        var room = to.Reserve(bytes.Length);
        for (int i = 0; i < bytes.Length; i++)
            room[i] = bytes[i] is >= 0x20 and < 0x7f ? bytes[i] : (byte)'.';
    }

    internal static void AppendFd(Arena to, int param, long fd, IParamNames names)
    {
        const long currentDirectory = -100;
        if (fd >= 0)
            names.AppendFd(to, param, fd);
        else
            to.Add((int)fd == currentDirectory ? "AT_FDCWD" : ErrorName(fd));
    }

    private static void AppendId(Arena to, uint id, IParamNames names, bool isUser)
    {
        if (id == uint.MaxValue)
        {
            to.Add("<NONE>"u8);
            return;
        }

        int start = to.Length;
        if (isUser)
            names.AppendUser(to, id);
        else
            names.AppendGroup(to, id);
        if (to.Length == start)
            to.Add("<NA>"u8);
    }

    private static void AppendNumber(Arena to, Event e, int index, ParamInfo info)
    {
        long value = e.NumberOr(index, 0);
        bool plain = info.Type is not (ParamType.Int8 or ParamType.Int16 or ParamType.Int32 or ParamType.Int64 or ParamType.UInt8
            or ParamType.UInt16 or ParamType.UInt32 or ParamType.UInt64 or ParamType.Mode);
        ulong bits = (ulong)value & (e.Param(index).Length switch { 1 => 0xffUL, 2 => 0xffffUL, 4 => 0xffffffffUL, _ => ulong.MaxValue });
        switch (plain ? PrintFormat.Decimal : info.Format)
        {
            case PrintFormat.Hexadecimal:
                to.Add(bits, 'X');
                break;
            case PrintFormat.Octal:
                AppendOctal(to, bits);
                break;
            case PrintFormat.TenDigits:
                to.Add(bits, 'D', 9);
                break;
            default:
                // The table's "decimal" is signed at the width of the parameter, whatever its type says.
                to.Add(e.Param(index).Length switch { 1 => (sbyte)value, 2 => (short)value, 4 => Decimal32(info, value), _ => value });
                break;
        }
    }

    private static long Decimal32(ParamInfo info, long value) =>
        info.Type is ParamType.Flags32 or ParamType.EnumFlags32 ? (uint)value : (int)value;

    private static void AppendOctal(Arena to, ulong value)
    {
        int digits = Math.Max(1, (66 - System.Numerics.BitOperations.LeadingZeroCount(value)) / 3);
        if (value != 0)
            to.Add((byte)'0');
        var room = to.Reserve(digits);
        for (int i = digits - 1; i >= 0; i--, value >>= 3)
            room[i] = (byte)('0' + (value & 7));
    }

    private static void AppendList(Arena to, ReadOnlySpan<byte> list)
    {
        var room = to.Reserve(list[^1] == 0 ? list.Length - 1 : list.Length);
        list[..room.Length].CopyTo(room);
        room.Replace((byte)0, (byte)'.');
    }

    private static void AppendPollList(Arena to, ReadOnlySpan<byte> list, IParamNames names)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(list);
        for (int at = 2, i = 0; i < count && at + 10 <= list.Length; i++, at += 10)
        {
            long fd = BinaryPrimitives.ReadInt64LittleEndian(list[at..]);
            if (i > 0)
                to.Add((byte)' ');
            to.Add((ulong)fd, 'D').Add((byte)':').Add(names.FdLetter(fd)).Add(BinaryPrimitives.ReadUInt16LittleEndian(list[(at + 8)..]), 'x');
        }
    }
}
