using System.Diagnostics;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>Waits with a bound.</summary>
internal static class Wait
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    /// <summary>Waits until something holds.</summary>
    public static void Until(Func<bool> condition, Func<string> otherwise)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > patience)
                throw new TimeoutException(otherwise());
            Thread.Sleep(5);
        }
    }
}
