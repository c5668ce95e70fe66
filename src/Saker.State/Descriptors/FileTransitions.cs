using Saker.Events;

namespace Saker.State;

/// <summary>Events of captures that make descriptors of everything but sockets.</summary>
internal static unsafe class FileTransitions
{
    private const uint OpenCloseOnExec = 4096;
    private const uint OpenDirectory = 1024;
    private const uint UpperLayer = 32768;
    private const uint LowerLayer = 65536;

    public static void Register(Register on)
    {
        on(Open, EventCode.SyscallOpenX, EventCode.SyscallOpenat_2X, EventCode.SyscallOpenat2X, EventCode.SyscallCreatX,
            EventCode.SyscallOpenByHandleAtX);
        on(Pipe, EventCode.SyscallPipeX, EventCode.SyscallPipe2X);
        on(Duplicate, EventCode.SyscallDup_1X, EventCode.SyscallDup2X, EventCode.SyscallDup3X);
        on(Control, EventCode.SyscallFcntlX);
        on(Simple, EventCode.SyscallEventfdX, EventCode.SyscallEventfd2X, EventCode.SyscallSignalfdX, EventCode.SyscallSignalfd4X,
            EventCode.SyscallTimerfdCreateX, EventCode.SyscallInotifyInitX, EventCode.SyscallInotifyInit1X, EventCode.SyscallEpollCreateX,
            EventCode.SyscallEpollCreate1X, EventCode.SyscallBpf_2X, EventCode.SyscallUserfaultfdX, EventCode.SyscallIoUringSetupX,
            EventCode.SyscallMemfdCreateX, EventCode.SyscallPidfdOpenX);
        on(TakeFrom, EventCode.SyscallPidfdGetfdX);
    }

    private static void Open(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || number < 0)
            return;
        int nameParam = OpenEvents.NameParam(e.Code);
        var path = context.Texts.Open();
        context.AppendPath(path, nameParam);
        var name = SharedText.Create(path.Written);
        var raw = SharedText.Create(e.Text(nameParam));
        int flagsParam = OpenEvents.FlagsParam(e.Code);
        uint flags = flagsParam >= 0 ? (uint)e.NumberOr(flagsParam, 0) : 0;
        if (e.Code == EventCode.SyscallCreatX)
            flags |= (uint)e.NumberOr(5, 0) << 15;
        int device = OpenEvents.DeviceParam(e.Code);
        var descriptor = DescriptorTransitions.Open(context, number);
        descriptor->Type = (flags & OpenDirectory) != 0 ? DescriptorType.Directory : DescriptorType.File;
        descriptor->Name = name;
        descriptor->RawName = raw;
        context.FdNameChanged = true;
        descriptor->OpenFlags = flags;
        descriptor->CloseOnExec = (flags & OpenCloseOnExec) != 0;
        descriptor->Device = (uint)e.NumberOr(device, 0);
        descriptor->Inode = (ulong)e.NumberOr(device + 1, 0);
        if ((flags & UpperLayer) != 0)
            descriptor->Flags |= DescriptorFlags.UpperLayer;
        else if ((flags & LowerLayer) != 0)
            descriptor->Flags |= DescriptorFlags.LowerLayer;
    }

    private static void Pipe(MachineState machine, EventContext context)
    {
        var e = context.Event;
        if (e.HasFacts || context.Task == null || e.NumberOr(0, -1) < 0)
            return;
        Make(context, e.NumberOr(1, -1));
        Make(context, e.NumberOr(2, -1));

        void Make(EventContext target, long number)
        {
            var end = DescriptorTransitions.Open(target, number);
            end->Type = DescriptorType.Fifo;
            end->Inode = (ulong)e.NumberOr(3, 0);
            end->CloseOnExec = ((uint)e.NumberOr(4, 0) & OpenCloseOnExec) != 0;
        }
    }

    private static void Duplicate(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || number < 0)
            return;
        Copy(context, number, e.Code == EventCode.SyscallDup3X && ((uint)e.NumberOr(3, 0) & OpenCloseOnExec) != 0);
    }

    private static void Control(MachineState machine, EventContext context)
    {
        const long duplicate = 1;
        const long setFlags = 3;
        const long duplicateCloseOnExec = 26;
        var e = context.Event;
        long result = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || result < 0)
            return;
        long command = e.NumberOr(2, 0);
        if (command is duplicate or duplicateCloseOnExec)
            Copy(context, result, command == duplicateCloseOnExec);
        else if (command == setFlags && context.Fd != null)
            context.Fd->CloseOnExec = (e.NumberOr(3, 0) & 1) != 0;
    }

    private static void Copy(EventContext context, long number, bool closeOnExec)
    {
        if (context.Fd == null || context.FdNumber == number)
            return;
        var copy = *context.Fd;
        copy.ShareTexts();
        copy.CloseOnExec = closeOnExec;
        *DescriptorTransitions.Open(context, number) = copy;
    }

    private static void Simple(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        if (e.HasFacts || context.Task == null || number < 0)
            return;
        var type = e.Code switch
        {
            EventCode.SyscallEventfdX or EventCode.SyscallEventfd2X => DescriptorType.Event,
            EventCode.SyscallSignalfdX or EventCode.SyscallSignalfd4X => DescriptorType.Signalfd,
            EventCode.SyscallTimerfdCreateX => DescriptorType.Timerfd,
            EventCode.SyscallInotifyInitX or EventCode.SyscallInotifyInit1X => DescriptorType.Inotify,
            EventCode.SyscallEpollCreateX or EventCode.SyscallEpollCreate1X => DescriptorType.Eventpoll,
            EventCode.SyscallBpf_2X => DescriptorType.Bpf,
            EventCode.SyscallUserfaultfdX => DescriptorType.Userfaultfd,
            EventCode.SyscallIoUringSetupX => DescriptorType.IoUring,
            EventCode.SyscallMemfdCreateX => DescriptorType.Memfd,
            _ => DescriptorType.Pidfd,
        };
        if (e.Code == EventCode.SyscallBpf_2X && e.NumberOr(1, -1) is not (0 or 5))
            return;
        var descriptor = DescriptorTransitions.Open(context, number);
        descriptor->Type = type;
        descriptor->CloseOnExec = e.Code switch
        {
            EventCode.SyscallEpollCreate1X => (e.NumberOr(1, 0) & 1) != 0,
            EventCode.SyscallMemfdCreateX => (e.NumberOr(2, 0) & 1) != 0,
            EventCode.SyscallEventfd2X or EventCode.SyscallSignalfd4X or EventCode.SyscallInotifyInit1X =>
                ((uint)e.NumberOr(1, 0) & OpenCloseOnExec) != 0,
            _ => false,
        };
        context.FdNameChanged = type is DescriptorType.Memfd or DescriptorType.Pidfd;
        if (type == DescriptorType.Memfd)
        {
            descriptor->Name = SharedText.Create(e.Text(1));
        }
        else if (type == DescriptorType.Pidfd)
        {
            var name = context.Texts.Open().Add(System.Text.Encoding.UTF8.GetBytes(machine.Options.HostRoot)).Add("/proc/"u8).Add(e.NumberOr(1, 0));
            descriptor->Name = SharedText.Create(name.Written);
        }
    }

    /// <summary>A descriptor fetched out of another process is the same there and here.</summary>
    private static void TakeFrom(MachineState machine, EventContext context)
    {
        var e = context.Event;
        long number = e.NumberOr(0, -1);
        var pidfd = context.FindFd(e.NumberOr(1, -1));
        if (e.HasFacts || context.Task == null || number < 0 || pidfd == null || pidfd->Type != DescriptorType.Pidfd)
            return;
        var name = pidfd->Name.Span;
        if (!System.Buffers.Text.Utf8Parser.TryParse(name[(name.LastIndexOf((byte)'/') + 1)..], out long pid, out _))
            return;
        var owner = machine.Tasks.Find(pid);
        var table = owner == null ? null : machine.Tasks.DescriptorsOf(owner);
        var source = table == null ? null : table->Find(e.NumberOr(2, -1));
        if (source == null)
            return;
        var copy = *source;
        copy.ShareTexts();
        copy.CloseOnExec = true;
        *DescriptorTransitions.Open(context, number) = copy;
    }
}
