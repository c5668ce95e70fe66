using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Saker.Events.Captures;

/// <summary>
/// Turns events of older captures into events of today: types that went out of use become those that replaced them, and what the
/// entry of a call used to tell is put behind what its exit tells. Where a piece is missing the parameter is unset: one lost
/// event must not end a replay.
/// </summary>
internal sealed unsafe class EventConverter
{
    // The longest way from the first revision of an event to today's has some twenty steps.
    private const int MaxSteps = 32;

    private static readonly Need[] needs = [.. EventSchema.Events.ToArray().Select(NeedOf)];

    private readonly EnterEvents calls = new();
    private readonly Event own = new();
    private readonly Event enter = new();
    private EventAssembly result = new();
    private EventAssembly source = new();

    private enum Need : byte
    {
        Never,
        Always,
        WhenShort,
        Drop,
    }

    /// <summary>Converts an event if it needs that.</summary>
    /// <param name="bytes">The event; afterwards what is to be handed on. Valid until the next call.</param>
    /// <param name="size">Its size.</param>
    /// <returns>False when there is nothing to hand on.</returns>
    public bool Convert(ref byte* bytes, ref int size)
    {
        for (int step = 0; step < MaxSteps; step++)
        {
            int code = Unsafe.ReadUnaligned<ushort>(bytes + Event.CodeOffset);
            uint count = Unsafe.ReadUnaligned<uint>(bytes + Event.CountOffset);
            var need = needs[code];
            if (need == Need.Never || (need == Need.WhenShort && count >= EventSchema.Events[code].Params.Length))
                return true;
            if (need == Need.Drop || !own.AttachBare(bytes, size, 0, 0))
                return need != Need.Drop;
            var conversion = ConversionTable.Find(own.Code, own.ParamCount);
            if (conversion is null)
                return own.Info.IsForRules && (own.Info.Flags & EventFlags.OldVersion) == 0;
            if (conversion.Keep)
                calls.Keep(own.Tid, own.Bytes);
            if (conversion.Keep || conversion.Pass)
                return conversion.Pass;
            Apply(conversion);
            bytes = result.Bytes;
            size = result.Size;
            (result, source) = (source, result);
        }

        return false;
    }

    private static Need NeedOf(EventInfo info)
    {
        bool isOld = (info.Flags & EventFlags.OldVersion) != 0;
        bool isEnter = info.Direction == EventDirection.Enter;
        if ((info.Flags & EventFlags.Unused) != 0)
            return Need.Drop;
        if ((info.Flags & EventFlags.ConverterManaged) == 0)
            return isOld ? Need.Drop : Need.Never;
        return isEnter || isOld ? Need.Always : Need.WhenShort;
    }

    private void Apply(Conversion conversion)
    {
        bool hasEnter = calls.Find(own.Tid) is { } entry && AttachEnter(entry);
        bool usedEnter = false;
        var to = conversion.Becomes;
        result.Begin(own.Timestamp, own.Tid, to, conversion.Own + conversion.Params.Length);
        for (int i = 0; i < conversion.Own; i++)
            Add(to.Params[i].Type, own.Param(i));
        for (int i = 0; i < conversion.Params.Length; i++)
        {
            var (from, index) = conversion.Params[i];
            var type = to.Params[conversion.Own + i].Type;
            bool fromEnter = from is ParamSource.Enter or ParamSource.EnterOrEmpty;
            usedEnter |= fromEnter && hasEnter;
            if (from == ParamSource.Own)
                Add(type, own.Param(index));
            else if (fromEnter && hasEnter)
                Add(type, enter.Param(index));
            else if (from == ParamSource.Container)
                Add(type, ContainerJson());
            else if (from is ParamSource.Enter or ParamSource.Default)
                AddDefault(type);
            else
                Add(type, default);
        }

        result.End();
        if (usedEnter)
            calls.Close(own.Tid);
    }

    /// <summary>Only the entry of this very call counts: that of another call means that events were lost between.</summary>
    private bool AttachEnter(byte[] entry) =>
        enter.AttachBare((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(entry)), entry.Length, 0, 0)
        && (int)enter.Code == (int)own.Code - 1;

    /// <summary>Numbers were wider once: of those the low bytes are kept.</summary>
    private void Add(ParamType type, ReadOnlySpan<byte> value)
    {
        int fixedSize = type.FixedSize();
        result.Add(fixedSize > 0 && value.Length > fixedSize ? value[..fixedSize] : value);
    }

    private void AddDefault(ParamType type)
    {
        Span<byte> value = stackalloc byte[16];
        value.Fill(type is ParamType.Uid or ParamType.Gid ? (byte)0xff : (byte)0);
        result.Add(value[..type.FixedSize()]);
    }

    private ReadOnlySpan<byte> ContainerJson()
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("id", Encoding.UTF8.GetString(own.Text(0)));
            json.WriteNumber("type", own.NumberOr(1, 0));
            json.WriteString("name", Encoding.UTF8.GetString(own.Text(2)));
            json.WriteString("image", Encoding.UTF8.GetString(own.Text(3)));
            json.WriteEndObject();
        }

        text.Write<byte>([0]);
        return text.WrittenSpan;
    }
}
