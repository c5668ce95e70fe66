using System.Diagnostics;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>Waits with a bound.</summary>
internal static class Wait
{
    public static async Task Until(Func<bool> condition, TimeSpan patience, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience)
                throw new TimeoutException($"did not come true within {patience.TotalSeconds} s: {what}");
            await Task.Delay(20);
        }
    }
}
