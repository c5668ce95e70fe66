using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>Waits with a bound.</summary>
internal static class Wait
{
    private static readonly TimeSpan usual = TimeSpan.FromSeconds(60);

    /// <summary>Waits until something is so.</summary>
    public static void Until(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Until(condition, usual, what).GetAwaiter().GetResult();

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
