using System.Diagnostics;

namespace Saker.Kernel.Tests;

internal static class RingReaderExtensions
{
    private static readonly TimeSpan bound = TimeSpan.FromSeconds(10);

    /// <summary>Hands records over until what is awaited has come: a single turn may be held up by a record that is just being written.</summary>
    public static void DrainUntil<THandler>(this RingReader reader, ref THandler handler, Func<bool> hasCome)
        where THandler : struct, IRecordHandler
    {
        long start = Stopwatch.GetTimestamp();
        reader.Drain(ref handler);
        while (!hasCome())
        {
            if (Stopwatch.GetElapsedTime(start) > bound)
                throw new TimeoutException("what was awaited of the probe did not come");
            reader.Wait(1);
            reader.Drain(ref handler);
        }
    }
}
