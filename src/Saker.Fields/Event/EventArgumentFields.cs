using Saker.Events;
using Saker.Events.Rendering;
using Saker.State;

namespace Saker.Fields;

/// <summary>Parameters of the event (<c>evt.arg.*</c>, <c>evt.rawarg.*</c>, <c>evt.args</c>, <c>evt.buffer</c>, <c>evt.abspath</c>).</summary>
internal static unsafe class EventArgumentFields
{
    private static readonly sbyte[] data = IndexesOf("data");

    public static void Register(FieldRegistry on)
    {
        on.Add("evt.arg", Argument);
        on.Add("evt.rawarg", RawArgument);
        on.Text("evt.args", static (context, out value) => All(context, out value));
        on.Text("evt.info", static (context, out value) => All(context, out value));
        on.Text("evt.buffer", static (context, out value) =>
        {
            int param = data[(int)context.Event.Code];
            value = context.Event.Param(param);
            return param >= 0 && !value.IsEmpty;
        });
        on.Add("evt.abspath", AbsolutePath);
        on.AllowBare("evt.abspath");
    }

    private static bool All(EventContext context, out ReadOnlySpan<byte> value)
    {
        var e = context.Event;
        var text = context.Texts.Open();
        if (e.Code != EventCode.GenericX)
        {
            for (int i = 0; i < e.ParamCount && i < e.Info.Params.Length; i++)
            {
                if (i > 0)
                    text.Add((byte)' ');
                text.Add(e.Info.Params[i].Name).Add((byte)'=');
                ParamText.AppendBoth(text, e, i, context);
            }
        }

        value = text.Close();
        return true;
    }

    /// <summary>A parameter as text, by its name or its number.</summary>
    private static Field? Argument(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        sbyte[] indexes;
        if (FieldCatalog.TryIndex(argument, out int number))
        {
            indexes = new sbyte[EventSchema.Events.Length];
            Array.Fill(indexes, (sbyte)Math.Min(number, sbyte.MaxValue));
        }
        else
        {
            indexes = IndexesOf(argument!);
            if (Array.TrueForAll(indexes, i => i < 0))
            {
                error = $"no event has a parameter '{argument}'";
                return null;
            }
        }

        return new StringField(info, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
        {
            value = default;
            var e = context.Event;
            int index = indexes[(int)e.Code];
            if (index < 0 || index >= e.ParamCount || index >= e.Info.Params.Length)
                return false;
            var text = context.Texts.Open();
            ParamText.Append(text, e, index, context);
            value = text.Close();
            return true;
        }));
    }

    /// <summary>
    /// A parameter as it is. Its type is that of the first event that has one of the name; signed when it is signed in any, so that
    /// one type serves all.
    /// </summary>
    private static Field? RawArgument(FieldInfo info, string? argument, out string? error)
    {
        sbyte[] indexes = IndexesOf(argument!);
        int first = Array.FindIndex(indexes, i => i >= 0);
        if (first < 0)
        {
            error = $"no event has a parameter '{argument}'";
            return null;
        }

        error = null;
        var param = EventSchema.Events[first].Params[indexes[first]];
        var (type, width) = TypeOf(param.Type);
        if (type == FieldType.Unsigned && indexes.Where((p, e) => p >= 0 && TypeOf(EventSchema.Events[e].Params[p].Type).Type == FieldType.Signed).Any())
            (type, width) = (FieldType.Signed, 64);
        var typed = info with { Type = type, Width = width };
        // Addresses have no raw form that could be compared or printed.
        bool isAddress = param.Type is ParamType.SockAddr or ParamType.SockTuple;
        if (type is FieldType.String or FieldType.Bytes)
        {
            return new StringField(typed, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
            {
                int index = indexes[(int)context.Event.Code];
                value = context.Event.Param(index);
                if (type == FieldType.String)
                    value = value.IsEmpty ? "<NA>"u8 : context.Event.Text(index);
                return index >= 0 && !isAddress;
            }));
        }

        // A number that was not collected satisfies no condition, but outputs show it as zero.
        return new NumberField(typed, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
            context.Event.TryGetNumber(indexes[(int)context.Event.Code], out value)))
        {
            Format = param.Format,
            Printed = FieldRegistry.Single((context, out value) =>
            {
                int index = indexes[(int)context.Event.Code];
                value = index < 0 ? 0 : context.Event.NumberOr(index, 0);
                return index >= 0;
            }),
            Structured = FieldRegistry.Single((context, out value) => TryStructured(context.Event, indexes[(int)context.Event.Code], width / 8, out value)),
        };
    }

    /// <summary>As in Falco, structured outputs take as many bytes as a number has, also where the parameter was not collected and they are those behind it.</summary>
    private static bool TryStructured(Saker.Events.Event e, int index, int size, out long value)
    {
        value = index < 0 ? 0 : e.NumberOr(index, 0);
        var bytes = e.ParamAndBehind(index);
        if (index >= 0 && e.Param(index).IsEmpty && bytes.Length >= size)
        {
            Span<byte> wide = stackalloc byte[sizeof(long)];
            wide.Clear();
            bytes[..size].CopyTo(wide);
            value = System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(wide);
        }

        return index >= 0;
    }

    private static (FieldType Type, int Width) TypeOf(ParamType type) => type switch
    {
        ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath => (FieldType.String, 0),
        ParamType.Int8 => (FieldType.Signed, 8),
        ParamType.Int16 => (FieldType.Signed, 16),
        ParamType.Int32 or ParamType.Fd32 or ParamType.Pid32 => (FieldType.Signed, 32),
        ParamType.Int64 or ParamType.Errno or ParamType.Fd or ParamType.Pid => (FieldType.Signed, 64),
        ParamType.UInt8 or ParamType.Flags8 or ParamType.EnumFlags8 or ParamType.SigType or ParamType.L4Proto or ParamType.SockFamily =>
            (FieldType.Unsigned, 8),
        ParamType.UInt16 or ParamType.Flags16 or ParamType.EnumFlags16 or ParamType.SyscallId => (FieldType.Unsigned, 16),
        ParamType.UInt32 or ParamType.Flags32 or ParamType.EnumFlags32 or ParamType.Mode or ParamType.Uid or ParamType.Gid
            or ParamType.SigSet => (FieldType.Unsigned, 32),
        ParamType.UInt64 => (FieldType.Unsigned, 64),
        ParamType.RelTime => (FieldType.RelativeTime, 64),
        ParamType.AbsTime => (FieldType.AbsoluteTime, 64),
        ParamType.Port => (FieldType.Port, 16),
        ParamType.Bool => (FieldType.Bool, 32),
        ParamType.Double => (FieldType.Double, 64),
        _ => (FieldType.Bytes, 0),
    };

    private static sbyte[] IndexesOf(string name)
    {
        var indexes = new sbyte[EventSchema.Events.Length];
        for (int i = 0; i < indexes.Length; i++)
            indexes[i] = (sbyte)EventSchema.Events[i].IndexOf(name);
        return indexes;
    }

    /// <summary>The full path of a call that takes a directory descriptor; <c>src</c> and <c>dst</c> choose for those that take two.</summary>
    private static Field? AbsolutePath(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (argument is not (null or "src" or "dst" or "1" or "2" or "0"))
        {
            error = "the argument is 'src' or 'dst'";
            return null;
        }

        bool second = argument is "dst" or "2";
        return new StringField(info, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
        {
            value = default;
            var e = context.Event;
            int param = Array.FindIndex(e.Info.Params, static p => p.Type == ParamType.FsRelPath);
            int other = param < 0 ? -1 : Array.FindIndex(e.Info.Params, param + 1, static p => p.Type == ParamType.FsRelPath);
            if (second && other > 0)
                param = other;
            if (e.Code == EventCode.SyscallOpenByHandleAtX && e.NumberOr(0, -1) > 0)
                param = OpenEvents.NameParam(e.Code);
            if (param < 0 || context.Task == null || e.Info.Name == "newfstatat" || e.Info.Name == "mknodat")
                return false;
            var text = context.Texts.Open();
            bool known = e.Text(param).IsEmpty ? !e.Param(param).IsEmpty : context.AppendPath(text, param, "<UNKNOWN>/"u8);
            value = text.Close();
            return known;
        }));
    }
}
