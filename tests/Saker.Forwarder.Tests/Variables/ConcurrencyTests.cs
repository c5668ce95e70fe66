using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary><c>maxconcurrentrequests</c> of the outputs that take HTTP.</summary>
public sealed class ConcurrencyTests
{
    private const int Machines = 8;

    [Theory]
    [MemberData(nameof(VariableEffectTests.Outputs), MemberType = typeof(VariableEffectTests))]
    public async Task Alerts_of_several_machines_go_side_by_side_when_they_may(string output)
    {
        (await AtATimeAsync(output, 1)).Should().Be(1);
        (await AtATimeAsync(output, Machines)).Should().BeGreaterThan(1);
    }

    /// <summary>How many requests the other end has at a time at most, when alerts of several machines have waited for it.</summary>
    private static async Task<int> AtATimeAsync(string output, int allowed)
    {
        await using var fake = await Fake.StartAsync();
        using var second = new ManualResetEventSlim(allowed == 1);
        bool isOpen = false;
        int now = 0, most = 0;
        fake.Answer = (_, seen) =>
        {
            if (!Volatile.Read(ref isOpen))
                return (503, "");
            int here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            if (here > 1)
                second.Set();
            // The first that comes waits for another one; the one that tried before all others has none beside it.
            second.Wait(TimeSpan.FromMilliseconds(500));
            Interlocked.Decrement(ref now);
            return VariableTrial.Answer(output, seen);
        };
        string variable = $"{VariableTrial.Section(output)}.maxconcurrentrequests".Replace('.', '_').ToUpperInvariant();
        await using var bench = await Bench.StartAsync([.. VariableTrial.Towards(fake, VariableTrial.Pairs(output)), (variable, $"{allowed}")]);
        for (int i = 0; i < Machines; i++)
            (await bench.PostAsync(Bench.Alert(i, host: $"host-{i}"))).EnsureSuccessStatusCode();
        Volatile.Write(ref isOpen, true);
        await Outage.DeliveredAsync(bench);
        return most;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, known);
    }
}
