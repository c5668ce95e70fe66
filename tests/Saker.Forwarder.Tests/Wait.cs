namespace Saker.Forwarder.Tests;

/// <summary>Waits for what is to come, with a bound.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> holds, Func<string> otherwise, int seconds = 30)
    {
        for (int i = 0; i < seconds * 100; i++)
        {
            if (holds())
                return;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Fail(otherwise());
    }
}
