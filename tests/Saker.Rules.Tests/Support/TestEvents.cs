using System.Runtime.InteropServices;
using Saker.Events;
using Saker.State;

namespace Saker.Rules.Tests;

/// <summary>Contexts of events that have a type and nothing else.</summary>
internal static unsafe class TestEvents
{
    public static EventContext Of(EventCode code)
    {
        const int Size = 26;
        // Lives as long as the test run does: events are views of memory that does not move.
        byte* bytes = (byte*)NativeMemory.AllocZeroed(Size);
        *(ulong*)bytes = 1;
        *(uint*)(bytes + 16) = Size;
        *(ushort*)(bytes + 20) = (ushort)code;
        var view = new Event();
        view.AttachBare(bytes, Size, 0, 1).Should().BeTrue();
        return new EventContext { Event = view };
    }

    public static EventContext OfSyscall(int syscallCode)
    {
        const int Size = 26 + 4 + 4;
        byte* bytes = (byte*)NativeMemory.AllocZeroed(Size);
        *(uint*)(bytes + 16) = Size;
        *(ushort*)(bytes + 20) = (ushort)EventCode.GenericX;
        *(uint*)(bytes + 22) = 2;
        *(ushort*)(bytes + 26) = 2;
        *(ushort*)(bytes + 28) = 2;
        *(ushort*)(bytes + 30) = (ushort)syscallCode;
        var view = new Event();
        view.AttachBare(bytes, Size, 0, 1).Should().BeTrue();
        return new EventContext { Event = view };
    }
}
