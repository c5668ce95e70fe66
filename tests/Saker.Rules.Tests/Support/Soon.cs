using System.Diagnostics;

namespace Saker.Rules.Tests;

/// <summary>What may not take long. A machine that is busy with something else is in the way now and then, but not each time.</summary>
internal static class Soon
{
    private const int Tries = 3;

    /// <summary>Does something that has to be done within a limit, if not the first time then one of the next.</summary>
    public static void Within(TimeSpan limit, Action act)
    {
        var quickest = TimeSpan.MaxValue;
        for (int i = 0; i < Tries && quickest >= limit; i++)
        {
            var watch = Stopwatch.StartNew();
            act();
            if (watch.Elapsed < quickest)
                quickest = watch.Elapsed;
        }

        quickest.Should().BeLessThan(limit);
    }
}
