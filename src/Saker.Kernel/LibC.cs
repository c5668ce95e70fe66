using System.Runtime.InteropServices;

namespace Saker.Kernel;

/// <summary>The system calls that .NET does not wrap.</summary>
internal static unsafe partial class LibC
{
    public const int ProtRead = 1;
    public const int ProtWrite = 2;
    public const int MapShared = 1;
    public const int ClockBoottime = 7;
    public const uint EpollIn = 1;
    public const uint EpollEdge = 1u << 31;
    public const int EpollAdd = 1;
    public const int EpollCloseOnExec = 0x80000;
    public const int Eintr = 4;
    public const int Eagain = 11;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Library, EntryPoint = "munmap")]
    public static partial void Unmap(nint address, nuint length);

    /// <summary>Gives memory that native code has freed back to the system.</summary>
    [LibraryImport(Library, EntryPoint = "malloc_trim")]
    public static partial int TrimHeap(nuint keep);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial void Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    public static partial int GetTime(int clock, TimeSpec* time);

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int CreateEpoll(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int ControlEpoll(int epoll, int operation, int descriptor, EpollEvent* wanted);

    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int WaitEpoll(int epoll, byte* events, int count, int milliseconds);

    [LibraryImport(Library, EntryPoint = "vsnprintf")]
    public static partial int Format(byte* buffer, nuint size, byte* format, nint arguments);

    /// <summary>The kernel's own random numbers; the class library's bring OpenSSL into the process.</summary>
    [LibraryImport(Library, EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint GetRandom(void* buffer, nuint size, uint flags);

    /// <summary>Of a thread, not of its process, on Linux; 0 stands for the calling one.</summary>
    [LibraryImport(Library, EntryPoint = "setpriority")]
    public static partial int SetPriority(int which, int thread, int niceness);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    public struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;

        public readonly long Total => (Seconds * 1_000_000_000) + Nanoseconds;
    }

    /// <summary>Packed on x86-64 only; the events waited for are never looked at, so their layout does not matter.</summary>
    public struct EpollEvent
    {
        public uint Events;
        public uint Data;
        public ulong Rest;
    }
}
