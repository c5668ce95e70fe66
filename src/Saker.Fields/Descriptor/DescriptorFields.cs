using Saker.Events;
using Saker.State;

namespace Saker.Fields;

/// <summary>The descriptor of an event (<c>fd.*</c>). Missing on events that have none; a failed open still has a name.</summary>
internal static unsafe class DescriptorFields
{
    private const EventFlags AboutDescriptors = EventFlags.CreatesFd | EventFlags.UsesFd | EventFlags.DestroysFd;

    public static void Register(FieldRegistry on)
    {
        on.Number("fd.num", static (context, out value) =>
        {
            value = context.FdNumber;
            return Applies(context);
        });
        on.Text("fd.type", static (context, out value) =>
        {
            value = context.Fd == null ? default : DescriptorKind.NameOf(context.Fd->Type);
            return context.Fd != null;
        });
        on.Text("fd.typechar", TypeLetter);
        on.Text("fd.name", static (context, out value) => Name(context, out value));
        on.Text("fd.nameraw", RawName);
        on.Text("fd.path", static (context, out value) => context.TryGetKernelPath(out value));
        on.Text("fd.directory", static (context, out value) => Directory(context, out value));
        on.Text("fd.filename", FileName);
        on.Text("fd.containername", static (context, out value) => Name(context, out value) && InContainer(context, ref value));
        on.Text("fd.containerdirectory", static (context, out value) => Directory(context, out value) && InContainer(context, ref value));
        on.Text("fd.uid", static (context, out value) =>
        {
            value = Applies(context) ? context.Texts.Open().Add(context.Task->Tid).Add(context.FdNumber).Close() : default;
            return Applies(context);
        });
        Number(on, "fd.dev.major", static fd => (fd->Device >> 8) & 0xfff);
        Number(on, "fd.dev.minor", static fd => (fd->Device & 0xff) | ((fd->Device >> 12) & 0xfff00));
        Number(on, "fd.ino", static fd => (long)fd->Inode);
        Number(on, "fd.is_upper_layer", static fd => (fd->Flags & DescriptorFlags.UpperLayer) != 0 ? 1 : 0);
        Number(on, "fd.is_lower_layer", static fd => (fd->Flags & DescriptorFlags.LowerLayer) != 0 ? 1 : 0);
        Number(on, "fd.connected", static fd => (fd->Flags & DescriptorFlags.Connected) != 0 ? 1 : 0);
        on.Number("fd.name_changed", static (context, out value) =>
        {
            value = context.FdNameChanged ? 1 : 0;
            return context.Fd != null;
        });
        on.Number("fd.dev", static (context, out value) =>
        {
            value = context.Fd == null ? 0 : context.Fd->Device;
            return context.Fd != null;
        });
        on.Add("fd.types", Types);
    }

    private delegate long FdNumber(State.Descriptor* fd);

    private static void Number(FieldRegistry on, string name, FdNumber number) => on.Number(name, (context, out value) =>
    {
        value = context.Fd == null ? 0 : number(context.Fd);
        return context.Fd != null;
    });

    private static bool Applies(EventContext context) => context.Task != null && (context.Event.Info.Flags & AboutDescriptors) != 0;

    private static bool Name(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        return Applies(context) && context.TryGetFdName(out value);
    }

    private static bool TypeLetter(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Applies(context))
            return false;
        byte letter = context.Fd == null ? DescriptorKind.LetterOf(context.Event.Code) : DescriptorKind.LetterOf(context.Fd->Type);
        value = context.Texts.Open().Add(letter).Close();
        return true;
    }

    private static bool RawName(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Applies(context) || !context.TryGetFdRawName(out value))
            return false;
        if (value.IndexOf("//"u8) < 0)
            return true;
        var text = context.Texts.Open();
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] != (byte)'/' || i == 0 || value[i - 1] != (byte)'/')
                text.Add(value[i]);
        }

        value = text.Close();
        return true;
    }

    /// <summary>What comes before the last slash; of a directory its whole name.</summary>
    private static bool Directory(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        bool isDirectory = context.Fd != null && context.Fd->Type == DescriptorType.Directory;
        if ((context.Fd != null && !isDirectory && !context.Fd->IsFile) || !Name(context, out value))
            return false;
        if (isDirectory)
            return true;
        int slash = value.LastIndexOf((byte)'/');
        if (slash <= 0)
            value = "/"u8;
        else if (slash < value.Length - 1)
            value = value[..slash];
        return true;
    }

    private static bool FileName(EventContext context, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (context.Fd == null || !context.Fd->IsFile || !Name(context, out value))
            return false;
        int slash = value.LastIndexOf((byte)'/');
        if (slash < 0)
            value = "/"u8;
        else if (slash < value.Length - 1)
            value = value[(slash + 1)..];
        return true;
    }

    /// <summary>Puts the container's id in front; nothing, but still the colon, on the host.</summary>
    private static bool InContainer(EventContext context, ref ReadOnlySpan<byte> value)
    {
        var text = context.Texts.Open();
        if (context.Task->Container != 0)
            text.Add(context.Machine!.Containers[context.Task->Container].Id);
        value = text.Add((byte)':').Add(value).Close();
        return true;
    }

    /// <summary>The types of all descriptors of the process, each once; with a number that of one descriptor.</summary>
    private static Field? Types(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (argument is null)
            return new StringField(info, null, FieldScope.Event, DistinctType, FieldMultiplicity.List);
        if (!FieldCatalog.TryIndex(argument, out int number))
        {
            error = $"'{argument}' is not the number of a descriptor";
            return null;
        }

        return new StringField(info, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
        {
            var fd = Applies(context) ? context.FindFd(number) : null;
            value = fd == null ? default : DescriptorKind.NameOf(fd->Type);
            return fd != null;
        }), FieldMultiplicity.List);
    }

    private static bool DistinctType(EventContext context, int index, out ReadOnlySpan<byte> value)
    {
        int count = Applies(context) ? context.FdCount : 0;
        for (int i = 0; i < count; i++)
        {
            value = DescriptorKind.NameOf(context.FdAt(i)->Type);
            if (IsFirst(context, i, value) && index-- == 0)
                return true;
        }

        value = default;
        return false;
    }

    private static bool IsFirst(EventContext context, int index, ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < index; i++)
        {
            if (DescriptorKind.NameOf(context.FdAt(i)->Type).SequenceEqual(name))
                return false;
        }

        return true;
    }
}
