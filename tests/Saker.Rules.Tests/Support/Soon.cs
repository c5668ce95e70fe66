using Saker.Fuzz;

namespace Saker.Rules.Tests;

/// <summary>What may not take long.</summary>
internal static class Soon
{
    /// <summary>Does something that may take so much time of the processor at most.</summary>
    public static void Within(TimeSpan limit, Action act)
    {
        var time = ThreadTime.OfThisThread();
        var before = time.Taken;
        act();
        (time.Taken - before).Should().BeLessThan(limit);
    }
}
