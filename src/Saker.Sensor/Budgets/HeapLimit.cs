using System.Runtime.CompilerServices;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Budgets;

/// <summary>The limit that the runtime keeps for managed objects: beyond it an allocation fails.</summary>
public static class HeapLimit
{
    private const long Megabyte = 1024 * 1024;

    // So much is given back for the last word.
    private const int ReserveBytes = 256 * 1024;

    private static byte[]? reserve;

    /// <summary>The limit in bytes: the one that was set, or what the machine or its container permits.</summary>
    public static long Bytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Bytes that managed objects take, those that nobody needs any more included.</summary>
    public static long Used => GC.GetTotalMemory(forceFullCollection: false);

    /// <summary>
    /// Sets the limit, unless the container that this runs in has a lower one. From then on running out of memory ends the process with code 1
    /// and says why, whichever thread it happens on.
    /// </summary>
    /// <exception cref="ConfigException">More is in use already.</exception>
    public static void Set(HeapOptions options, Log log)
    {
        if (options.MaxBytes < Bytes)
        {
            // Documented for GC.RefreshMemoryLimit: it is what System.GC.HeapHardLimit is at a start.
            AppContext.SetData("GCHeapHardLimit", (ulong)options.MaxBytes);
            try
            {
                GC.RefreshMemoryLimit();
            }
            catch (InvalidOperationException e)
            {
                throw new ConfigException($"saker.heap.max_size_mb: {options.MaxBytes / Megabyte} MB are less than is in use already; raise it", e);
            }
        }

        if (reserve is not null)
            return;
        reserve = GC.AllocateUninitializedArray<byte>(ReserveBytes);
        AppDomain.CurrentDomain.UnhandledException += (_, raised) =>
        {
            if (raised.ExceptionObject is OutOfMemoryException)
                End(log);
        };
    }

    /// <summary>
    /// Sees to it that something that may take any amount of memory, and can be done without, leaves the others enough: an allocation that fails
    /// ends the process, whoever asked for it.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">A quarter is not free any more.</exception>
    public static void LeaveRoom()
    {
        long most = Bytes / 4 * 3;
        if (Used < most)
            return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        if (Used >= most)
            throw new InsufficientMemoryException(Exhausted());
    }

    /// <summary>What to say when it was not enough.</summary>
    public static string Exhausted() =>
        $"no memory is left: more is needed than the {Bytes / Megabyte} MB that managed objects may take; raise saker.heap.max_size_mb, or see in /metrics what grows";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void End(Log log)
    {
        reserve = null;
        log.Write(LogLevel.Critical, Exhausted());
        Environment.Exit(1);
    }
}
