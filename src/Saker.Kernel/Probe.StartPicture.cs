using System.Runtime.InteropServices;
using Saker.Events;

namespace Saker.Kernel;

public sealed unsafe partial class Probe
{
    private const string SnapshotPrefix = "snapshot_";

    /// <summary>Reads the memory of whom it looks at, and may sleep for it.</summary>
    private const string SleepingSnapshot = SnapshotPrefix + "task";

    /// <summary>The same without arguments and environment.</summary>
    private const string EarlySnapshot = SnapshotPrefix + "task_early";

    private static readonly Version OldestSleepingSnapshot = new(5, 18);

    /// <summary>The kernel hands over at most eight pages at a time, and no record is larger.</summary>
    private const int PictureBuffer = 128 << 10;

    /// <summary>
    /// Hands over one record of type <see cref="EventCode.IterTaskE"/> for every thread there is. Threads that start meanwhile may
    /// appear both here and in the rings, with the same start time.
    /// </summary>
    /// <returns>How many threads it was.</returns>
    /// <exception cref="ProbeException">The kernel does not offer the picture.</exception>
    public int ReadStartPicture<THandler>(ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        nint program = obj!.Programs().FirstOrDefault(p => p.Name == SnapshotProgram).Program;
        nint link = program == 0 || LibBpf.ProgramDescriptor(program) < 0 ? 0 : LibBpf.AttachIterator(program, null);
        if (link == 0)
            throw new ProbeException("the kernel offers no iterator over tasks");
        int iterator = LibBpf.CreateIterator(LibBpf.LinkDescriptor(link));
        byte* buffer = (byte*)NativeMemory.Alloc(PictureBuffer);
        try
        {
            if (iterator < 0)
                throw new ProbeException($"the iterator over tasks does not start: {Marshal.GetLastPInvokeErrorMessage()}");
            return ReadRecords(iterator, buffer, ref handler);
        }
        finally
        {
            NativeMemory.Free(buffer);
            if (iterator >= 0)
                LibC.Close(iterator);
            LibBpf.DestroyLink(link);
        }
    }

    private static string SnapshotProgram => Environment.OSVersion.Version >= OldestSleepingSnapshot ? SleepingSnapshot : EarlySnapshot;

    private static int ReadRecords<THandler>(int iterator, byte* buffer, ref THandler handler)
        where THandler : struct, IRecordHandler
    {
        int count = 0;
        int filled = 0;
        while (true)
        {
            nint got = LibC.Read(iterator, buffer + filled, (nuint)(PictureBuffer - filled));
            if (got < 0 && Marshal.GetLastPInvokeError() is LibC.Eintr or LibC.Eagain)
                continue;
            if (got < 0)
                throw new ProbeException($"the picture of running threads broke off after {count}: {Marshal.GetLastPInvokeErrorMessage()}");
            if (got == 0)
                return count;
            filled += (int)got;
            int at = 0;
            while (filled - at >= FactHeader.SizeOfStruct && ((FactHeader*)(buffer + at))->Size is var size && size <= filled - at)
            {
                handler.Handle(buffer + at, (int)size);
                at += (int)size;
                count++;
            }

            filled -= at;
            Buffer.MemoryCopy(buffer + at, buffer, PictureBuffer, filled);
        }
    }
}
