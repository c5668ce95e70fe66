using Saker.Events;

namespace Saker.State;

/// <summary>Names of descriptor types: <c>fd.type</c> and <c>fd.typechar</c>.</summary>
public static class DescriptorKind
{
    /// <summary>Name of a type.</summary>
    public static ReadOnlySpan<byte> NameOf(DescriptorType type) => type switch
    {
        DescriptorType.FileV1 or DescriptorType.File => "file"u8,
        DescriptorType.Directory => "directory"u8,
        DescriptorType.Ipv4 or DescriptorType.Ipv4Server => "ipv4"u8,
        DescriptorType.Ipv6 or DescriptorType.Ipv6Server => "ipv6"u8,
        DescriptorType.Unix => "unix"u8,
        DescriptorType.Fifo => "pipe"u8,
        DescriptorType.Event => "event"u8,
        DescriptorType.Signalfd => "signalfd"u8,
        DescriptorType.Eventpoll => "eventpoll"u8,
        DescriptorType.Inotify => "inotify"u8,
        DescriptorType.Timerfd => "timerfd"u8,
        DescriptorType.Netlink => "netlink"u8,
        DescriptorType.Bpf => "bpf"u8,
        DescriptorType.Userfaultfd => "userfaultfd"u8,
        DescriptorType.IoUring => "io_uring"u8,
        DescriptorType.Memfd => "memfd"u8,
        DescriptorType.Pidfd => "pidfd"u8,
        _ => "<NA>"u8,
    };

    /// <summary>Letter of a type. Unix sockets and userfaultfds share one.</summary>
    public static byte LetterOf(DescriptorType type) => (byte)(type switch
    {
        DescriptorType.FileV1 or DescriptorType.File => 'f',
        DescriptorType.Directory => 'd',
        DescriptorType.Ipv4 or DescriptorType.Ipv4Server => '4',
        DescriptorType.Ipv6 or DescriptorType.Ipv6Server => '6',
        DescriptorType.Unix or DescriptorType.Userfaultfd => 'u',
        DescriptorType.Fifo => 'p',
        DescriptorType.Event => 'e',
        DescriptorType.Signalfd => 's',
        DescriptorType.Eventpoll => 'l',
        DescriptorType.Inotify => 'i',
        DescriptorType.Timerfd => 't',
        DescriptorType.Netlink => 'n',
        DescriptorType.Bpf => 'b',
        DescriptorType.IoUring => 'r',
        DescriptorType.Memfd => 'm',
        DescriptorType.Pidfd => 'P',
        DescriptorType.Unsupported => 'X',
        _ => 'o',
    });

    /// <summary>
    /// Letter of what an event would have made had it not failed. Falco knows this for openat, openat2 and creat but not for open
    /// and open_by_handle_at, and rules are written to that.
    /// </summary>
    public static byte LetterOf(EventCode code) => (byte)(code switch
    {
        EventCode.SyscallOpenat_2X or EventCode.SyscallOpenat2X or EventCode.SyscallCreatX => 'f',
        EventCode.SocketSocketX or EventCode.SocketAccept_5X or EventCode.SocketAccept4_6X => '4',
        EventCode.SyscallPipeX or EventCode.SyscallPipe2X => 'p',
        EventCode.SyscallEventfdX or EventCode.SyscallEventfd2X => 'e',
        EventCode.SyscallSignalfdX or EventCode.SyscallSignalfd4X => 's',
        EventCode.SyscallTimerfdCreateX => 't',
        EventCode.SyscallInotifyInitX or EventCode.SyscallInotifyInit1X => 'i',
        EventCode.SyscallEpollCreateX or EventCode.SyscallEpollCreate1X => 'l',
        _ => 'o',
    });
}
