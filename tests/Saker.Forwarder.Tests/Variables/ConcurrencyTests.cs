using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary><c>maxconcurrentrequests</c> of the outputs that take HTTP.</summary>
public sealed class ConcurrencyTests
{
    private const int Machines = 8;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

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
        using ManualResetEventSlim held = new(), released = new(), second = new(allowed == 1);
        bool isHolding = false;
        int now = 0, most = 0;
        fake.Answer = (_, seen) =>
        {
            int here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            if (here > 1)
                second.Set();
            if (Volatile.Read(ref isHolding) && !held.IsSet)
            {
                held.Set();
                released.Wait(patience);
            }
            else if (released.IsSet && !second.Wait(patience))
            {
                // None comes beside this one, and none beside the next.
                second.Set();
            }

            Interlocked.Decrement(ref now);
            return VariableTrial.Answer(output, seen);
        };
        string variable = $"{VariableTrial.Section(output)}.maxconcurrentrequests".Replace('.', '_').ToUpperInvariant();
        await using var bench = await Bench.StartAsync([.. VariableTrial.Towards(fake, VariableTrial.Pairs(output)), (variable, $"{allowed}")]);
        // Whatever is asked before the first delivery has been asked; the next one is held until the others wait behind it, which then go together.
        await Outage.SendAsync(bench, 0, 1);
        await Outage.DeliveredAsync(bench);
        Volatile.Write(ref isHolding, true);
        await Outage.SendAsync(bench, 1, 1);
        held.Wait(patience, TestContext.Current.CancellationToken).Should().BeTrue();
        for (int i = 0; i < Machines; i++)
            (await bench.PostAsync(Bench.Alert(i, host: $"host-{i}"))).EnsureSuccessStatusCode();
        released.Set();
        await Outage.DeliveredAsync(bench);
        return most;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int known = Volatile.Read(ref most); value > known; known = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, value, known);
    }
}
