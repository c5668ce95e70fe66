using System.Text;
using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>What kind of event it is and how it went (<c>evt.type</c>, <c>evt.res</c>, <c>evt.is_open_write</c>, ...).</summary>
internal sealed class EventFields(FieldOptions options)
{
    private const uint Read = 1;
    private const uint Write = 2;
    private const uint Create = 4;
    private const uint TemporaryFile = 8192;
    private const uint Created = 16384;
    private const uint AnyExecuteBit = 0x49;

    private static readonly byte[][] names = [.. EventSchema.Events.ToArray().Select(e => Encoding.ASCII.GetBytes(e.Name))];
    private static readonly byte[][] syscallNames = [.. EventSchema.Syscalls.Select(s => Encoding.ASCII.GetBytes(s.Name))];
    private static readonly Dictionary<string, byte[]> categories = EventSchema.Events.ToArray().Select(e => e.Category).Distinct()
        .ToDictionary(c => c, c => Encoding.ASCII.GetBytes(c));

    private readonly byte[] hostName = Encoding.UTF8.GetBytes(options.HostName);

    public void Register(FieldRegistry on)
    {
        on.Number("evt.num", static (context, out value) => (value = (long)context.Event.Number) >= 0);
        on.Number("evt.cpu", static (context, out value) => (value = context.Event.Cpu) >= 0);
        on.Text("evt.source", static (_, out value) => Always("syscall"u8, out value));
        on.Text("evt.hostname", (_, out value) => Always(hostName, out value));
        on.Number("evt.is_async", static (_, out value) => (value = 0) == 0);
        on.Missing("evt.pluginname", "evt.plugininfo", "evt.asynctype");
        on.Text("evt.dir", static (context, out value) => Always(context.Event.Info.Direction == EventDirection.Exit ? "<"u8 : ">"u8, out value));
        on.Text("evt.type", static (context, out value) => Always(TypeOf(context.Event), out value));
        on.Text("syscall.type", static (context, out value) =>
        {
            value = TypeOf(context.Event);
            return context.Event.Info.Classes.Contains("syscall");
        });
        on.Text("evt.category", Category);
        on.Add("evt.type.is", TypeIs);
        on.Number("evt.rawres", static (context, out value) => TryResult(context.Event, out value));
        on.Text("evt.res", Result);
        on.Number("evt.failed", static (context, out value) => TryFailed(context.Event, out value));
        Flag(on, "evt.is_io", EventFlags.ReadsFromFd | EventFlags.WritesToFd);
        Flag(on, "evt.is_io_read", EventFlags.ReadsFromFd);
        Flag(on, "evt.is_io_write", EventFlags.WritesToFd);
        Flag(on, "evt.is_wait", EventFlags.Waits);
        on.Text("evt.io_dir", static (context, out value) =>
        {
            var flags = context.Event.Info.Flags;
            value = (flags & EventFlags.WritesToFd) != 0 ? "write"u8 : "read"u8;
            return (flags & (EventFlags.ReadsFromFd | EventFlags.WritesToFd)) != 0;
        });
        on.Number("evt.is_syslog", static (context, out value) =>
        {
            bool writes = (context.Event.Info.Flags & EventFlags.WritesToFd) != 0;
            value = writes && context.TryGetFdName(out var name) && name.IndexOf("/dev/log"u8) >= 0 ? 1 : 0;
            return true;
        });
        on.Number("evt.is_open_read", static (context, out value) => Is((OpenFlags(context.Event) & Read) != 0, out value));
        on.Number("evt.is_open_write", static (context, out value) => Is((OpenFlags(context.Event) & Write) != 0, out value));
        on.Number("evt.is_open_create", static (context, out value) => Is(Creates(context.Event), out value));
        on.Number("evt.is_open_exec", static (context, out value) => Is(OpensExecutable(context.Event), out value));
        on.Number("evt.claim_mismatch", static (context, out value) =>
        {
            bool known = context.TryCompareClaim(out bool differs);
            value = differs ? 1 : 0;
            return known;
        });
        on.Missing("evt.infra.docker.name", "evt.infra.docker.container.id", "evt.infra.docker.container.name",
            "evt.infra.docker.container.image");
    }

    /// <summary>The result of a call; false for events that are none.</summary>
    public static bool TryResult(Event e, out long value)
    {
        value = 0;
        var info = e.Info;
        bool has = info.Direction == EventDirection.Exit && info.Params.Length > 0 && info.Code != EventCode.GenericX &&
            (info.Params[0].Name is "res" or "fd" || info.Params[0].Type is ParamType.Errno or ParamType.Fd);
        return has && e.TryGetNumber(0, out value);
    }

    /// <summary>Whether a call failed; false for events that are none.</summary>
    public static bool TryFailed(Event e, out long value)
    {
        bool has = TryResult(e, out long result);
        value = result < 0 ? 1 : 0;
        return has;
    }

    private static bool Always(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value)
    {
        value = text;
        return true;
    }

    private static bool Is(bool truth, out long value)
    {
        value = truth ? 1 : 0;
        return true;
    }

    private static void Flag(FieldRegistry on, string name, EventFlags flags) =>
        on.Number(name, (context, out value) => Is((context.Event.Info.Flags & flags) != 0, out value));

    private static ReadOnlySpan<byte> TypeOf(Event e) =>
        e.Code == EventCode.GenericX && e.TryGetNumber(0, out long code) && (ulong)code < (ulong)syscallNames.Length
            ? syscallNames[code]
            : names[(int)e.Code];

    /// <summary>Input and output take the category of what they work on.</summary>
    private static unsafe bool Category(EventContext context, out ReadOnlySpan<byte> value)
    {
        string category = context.Event.Info.Category;
        if (!category.StartsWith("io", StringComparison.OrdinalIgnoreCase))
        {
            // Some calls have no category but that they may block.
            bool waits = category == "unknown" && context.Event.Info.Classes.Contains("wait");
            value = waits ? "wait"u8 : category == "ipc" ? "IPC"u8 : categories[category];
            return true;
        }

        value = context.Fd == null ? "unknown"u8 : context.Fd->Type switch
        {
            DescriptorType.FileV1 or DescriptorType.File or DescriptorType.Directory => "file"u8,
            DescriptorType.Ipv4 or DescriptorType.Ipv6 or DescriptorType.Ipv4Server or DescriptorType.Ipv6Server => "net"u8,
            DescriptorType.Fifo or DescriptorType.Unix or DescriptorType.Event or DescriptorType.Signalfd or DescriptorType.Inotify
                or DescriptorType.Userfaultfd => "ipc"u8,
            _ => "unknown"u8,
        };
        return true;
    }

    private static bool Result(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryResult(context.Event, out long result))
            return false;
        if (result >= 0)
        {
            value = "SUCCESS"u8;
            return true;
        }

        // Of calls that return a process id Falco shows the bare number, and rules compare with that.
        bool named = context.Event.Info.Params[0].Type is not ParamType.Pid;
        string name = named ? Events.Rendering.ParamText.ErrorName(result) : "";
        value = name.Length > 0 ? context.Texts.Open().Add(name).Close() : context.Texts.Open().Add(result).Close();
        return true;
    }

    private static Field? TypeIs(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (!EventSchema.Events.ToArray().Any(e => e.Name == argument))
        {
            error = $"'{argument}' is no event type";
            return null;
        }

        byte[] name = Encoding.ASCII.GetBytes(argument!);
        return new NumberField(info, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
            Is(names[(int)context.Event.Code].AsSpan().SequenceEqual(name), out value)));
    }

    private static uint OpenFlags(Event e)
    {
        int param = State.OpenEvents.FlagsParam(e.Code);
        return param < 0 ? 0 : (uint)e.NumberOr(param, 0);
    }

    private static bool Creates(Event e)
    {
        uint flags = OpenFlags(e);
        return (flags & Created) != 0 || ((flags & TemporaryFile) != 0 && e.NumberOr(0, -1) >= 0);
    }

    private static bool OpensExecutable(Event e)
    {
        int mode = State.OpenEvents.ModeParam(e.Code);
        if (mode < 0 || (e.Code != EventCode.SyscallCreatX && (OpenFlags(e) & (Create | TemporaryFile)) == 0))
            return false;
        return ((uint)e.NumberOr(mode, 0) & AnyExecuteBit) != 0;
    }
}
