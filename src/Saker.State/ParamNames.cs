using Saker.Events;
using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>What the parameters of the event mean on this machine.</summary>
public sealed unsafe partial class EventContext : IParamNames
{
    void IParamNames.AppendFd(Arena to, int param, long fd)
    {
        if (fd == FdNumber && Fd != null && param == FdParams.Of(Event.Info))
        {
            AppendKind(to, Fd);
            AppendFdName(to);
            return;
        }

        if (Event.TryGetDescriptor(param, out var fact))
        {
            var other = new Descriptor
            {
                Type = (DescriptorType)fact.Type,
                Protocol = (L4Protocol)fact.L4Protocol,
                Role = (SocketRole)fact.Role,
            };
            AppendKind(to, &other);
            to.Add(Event.Fact(FactKind.Path, param));
        }
        else if (FindFd(fd) is var known && known != null)
        {
            AppendKind(to, known);
            AppendName(to, known);
        }
    }

    byte IParamNames.FdLetter(long fd)
    {
        var known = FindFd(fd);
        return known == null ? (byte)'?' : DescriptorKind.LetterOf(known->Type);
    }

    void IParamNames.AppendProcess(Arena to, long pid)
    {
        if (Machine != null && Machine.Tasks.Find(pid) is var task && task != null)
            to.Add(task->Comm);
    }

    void IParamNames.AppendUser(Arena to, uint uid)
    {
        if (Task != null && Machine!.Users.UserOf(Task, uid, Event.Timestamp) is { } user)
            to.Add(user.Name);
    }

    void IParamNames.AppendGroup(Arena to, uint gid)
    {
        if (Task != null && Machine!.Users.GroupOf(Task, gid, Event.Timestamp) is { } group)
            to.Add(group.Name);
    }

    void IParamNames.AppendPath(Arena to, int param) => AppendPath(to, param, unknown: default);

    /// <summary>A user as the acting task sees it, or null.</summary>
    public User? UserOf(uint uid) => Task == null ? null : Machine!.Users.UserOf(Task, uid, Event.Timestamp);

    /// <summary>A group as the acting task sees it, or null.</summary>
    public Group? GroupOf(uint gid) => Task == null ? null : Machine!.Users.GroupOf(Task, gid, Event.Timestamp);

    /// <summary>A descriptor of the acting process from its table, or null; live events have no table.</summary>
    public Descriptor* FindFd(long fd)
    {
        var table = Task == null ? null : Machine!.Tasks.DescriptorsOf(Task);
        return table == null ? null : table->Find(fd);
    }

    /// <summary>How many descriptors the acting process has; -1 when no table is kept.</summary>
    public int FdCount
    {
        get
        {
            var table = Task == null ? null : Machine!.Tasks.DescriptorsOf(Task);
            int unknown = Machine is { Options.Live: false } ? 0 : -1;
            return table == null ? unknown : table->Count;
        }
    }

    /// <summary>Descriptor number <paramref name="index"/> of the acting process, in the order in which lists show them; see <see cref="FdCount"/>.</summary>
    public Descriptor* FdAt(int index) => Machine!.Tasks.DescriptorsOf(Task)->Shown(index);

    /// <summary>Name of a descriptor from the table.</summary>
    public ReadOnlySpan<byte> NameOf(Descriptor* descriptor)
    {
        var text = Texts.Open();
        AppendName(text, descriptor);
        return text.Close();
    }

    /// <summary>Appends the name of a descriptor from the table.</summary>
    public static void AppendName(Arena to, Descriptor* descriptor)
    {
        if (descriptor->IsNamed)
            to.Add(descriptor->Name.Span);
        else
            SocketNames.Append(to, in *descriptor);
    }

    private static void AppendKind(Arena to, Descriptor* descriptor)
    {
        to.Add((byte)'<').Add(DescriptorKind.LetterOf(descriptor->Type));
        if (descriptor->HasProtocol)
        {
            to.Add(descriptor->Protocol switch
            {
                L4Protocol.Tcp => "t"u8,
                L4Protocol.Udp => "u"u8,
                L4Protocol.Icmp => "i"u8,
                L4Protocol.Raw => "r"u8,
                _ => default,
            });
        }

        to.Add((byte)'>');
    }
}
