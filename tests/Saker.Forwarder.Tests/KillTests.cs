using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Saker.Forwarder.Tests;

/// <summary>The forwarder is killed in the middle of its work, again and again.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 4;
    private const int AlertsPerRound = 150;

    private readonly string folder = Directory.CreateTempSubdirectory("saker-kill-").FullName;
    private readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_sender_was_promised_arrives_in_order_and_only_what_was_on_its_way_twice(int seed)
    {
        var random = new Random(seed);
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, _) =>
        {
            // Slower than what comes in, so that alerts wait when the forwarder is killed.
            Thread.Sleep(2);
            return (200, "");
        };
        List<int> promised = [];
        for (int round = 0; round < Rounds; round++)
        {
            await using var process = Start(fake.Url);
            var address = await process.AddressAsync();
            int killAfter = random.Next(1, AlertsPerRound);
            for (int i = 0; i < killAfter; i++)
                promised.Add(await PostAsync(address, (round * AlertsPerRound) + i));
            // The next one is on its way while the process dies.
            var last = PostAsync(address, (round * AlertsPerRound) + killAfter);
            Thread.SpinWait(random.Next(100_000));
            process.Kill();
            await last.ContinueWith(t => promised.AddRange(t.IsCompletedSuccessfully ? [t.Result] : []), TaskScheduler.Default);
        }

        await using (var final = Start(fake.Url))
        {
            await final.AddressAsync();
            await Wait.UntilAsync(() => Numbers(fake).ToHashSet().IsSupersetOf(promised), () => $"missing: {string.Join(' ', promised.Except(Numbers(fake)))}");
        }

        var arrived = Numbers(fake);
        arrived.Distinct().Should().BeInAscendingOrder();
        (arrived.Count - arrived.Distinct().Count()).Should().BeLessThanOrEqualTo(Rounds, "one is on its way at a time");
    }

    private ForwarderProcess Start(Uri webhook) =>
        ForwarderProcess.Start(("SPOOL_DIRECTORY", Path.Combine(folder, "spool")), ("WEBHOOK_ADDRESS", $"{webhook}"));

    private async Task<int> PostAsync(Uri address, int number)
    {
        using var answer = await client.PostAsync(address, new StringContent(Bench.Alert(number), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return number;
    }

    private static List<int> Numbers(Fake fake) => [.. fake.Requests.Select(r =>
        int.Parse(JsonDocument.Parse(r.Body).RootElement.GetProperty("output_fields").GetProperty("number").GetString()!, CultureInfo.InvariantCulture))];
}
