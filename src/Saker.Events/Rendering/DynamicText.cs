using System.Buffers.Binary;

namespace Saker.Events.Rendering;

/// <summary>Parameters whose first byte says which of several layouts follows; their tables are named in schema/events.json.</summary>
internal static class DynamicText
{
    public static void AppendValue(Arena to, string? table, ReadOnlySpan<byte> bytes)
    {
        var payload = bytes[1..];
        switch (LayoutOf(table, bytes[0]))
        {
            case ParamType.CharBuf:
                to.Add(payload.Length > 0 && payload[^1] == 0 ? payload[..^1] : payload);
                break;
            case ParamType.UInt64 when table == "ptrace_dynamic_param":
                to.Add((ulong)Number(payload), 'X');
                break;
            case ParamType.ByteBuf:
                ParamText.AppendBuffer(to, payload);
                break;
            default:
                to.Add(Number(payload));
                break;
        }
    }

    public static void AppendMeaning(Arena to, string? table, ReadOnlySpan<byte> bytes, int param, IParamNames names)
    {
        long value = Number(bytes[1..]);
        switch (LayoutOf(table, bytes[0]))
        {
            case ParamType.Errno when value < 0:
                to.Add(ParamText.ErrorName(value));
                break;
            case ParamType.Fd:
                ParamText.AppendFd(to, param, value, names);
                break;
            case ParamType.SigType:
                to.Add(SignalNames.Of((int)value));
                break;
            case ParamType.RelTime:
                TimeText.AppendSeconds(to, (ulong)value);
                break;
        }
    }

    private static ParamType LayoutOf(string? table, byte choice) => (table, choice) switch
    {
        ("sockopt_dynamic_param", 1) => ParamType.Errno,
        ("sockopt_dynamic_param", 2) => ParamType.UInt32,
        ("sockopt_dynamic_param", 3) => ParamType.UInt64,
        ("sockopt_dynamic_param", 4) => ParamType.RelTime,
        ("ptrace_dynamic_param", 0) => ParamType.UInt64,
        ("ptrace_dynamic_param", 1) => ParamType.SigType,
        ("bpf_dynamic_param", 0) => ParamType.Fd,
        ("bpf_dynamic_param", 1) => ParamType.Errno,
        ("keyctl_dynamic_param", 0) => ParamType.Int64,
        ("keyctl_dynamic_param", 1) => ParamType.CharBuf,
        _ => ParamType.ByteBuf,
    };

    private static long Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= 8 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        >= 2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        1 => bytes[0],
        _ => 0,
    };
}
