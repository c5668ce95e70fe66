using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

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
            using var process = Start(fake.Url);
            try
            {
                var address = await AddressAsync(process);
                int killAfter = random.Next(1, AlertsPerRound);
                for (int i = 0; i < killAfter; i++)
                    promised.Add(await PostAsync(address, (round * AlertsPerRound) + i));
                // The next one is on its way while the process dies.
                var last = PostAsync(address, (round * AlertsPerRound) + killAfter);
                Thread.SpinWait(random.Next(100_000));
                process.Kill();
                await last.ContinueWith(t => promised.AddRange(t.IsCompletedSuccessfully ? [t.Result] : []), TaskScheduler.Default);
            }
            finally
            {
                await EndAsync(process);
            }
        }

        using var final = Start(fake.Url);
        try
        {
            await AddressAsync(final);
            await Wait.UntilAsync(() => Numbers(fake).ToHashSet().IsSupersetOf(promised), () => $"missing: {string.Join(' ', promised.Except(Numbers(fake)))}");
        }
        finally
        {
            final.Kill();
            await EndAsync(final);
        }

        var arrived = Numbers(fake);
        arrived.Distinct().Should().BeInAscendingOrder();
        (arrived.Count - arrived.Distinct().Count()).Should().BeLessThanOrEqualTo(Rounds, "one is on its way at a time");
    }

    private Process Start(Uri webhook) => Process.Start(new ProcessStartInfo(Program, ["forward"])
    {
        RedirectStandardError = true,
        Environment =
        {
            ["LISTENADDRESS"] = "127.0.0.1",
            ["LISTENPORT"] = "0",
            ["SPOOL_DIRECTORY"] = Path.Combine(folder, "spool"),
            ["WEBHOOK_ADDRESS"] = $"{webhook}",
        },
    })!;

    private static string Program => typeof(KillTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Saker").Value!;

    /// <summary>Where it listens, which it says at start.</summary>
    private static async Task<Uri> AddressAsync(Process process)
    {
        const string mark = "listens on ";
        var said = Channel.CreateUnbounded<string>();
        process.ErrorDataReceived += (_, line) => said.Writer.TryWrite(line.Data ?? "");
        process.BeginErrorReadLine();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        await foreach (string line in said.Reader.ReadAllAsync(bound.Token))
        {
            if (line.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at)
                return new Uri(line[(at + mark.Length)..]);
        }

        throw new InvalidOperationException("it did not start");
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<int> PostAsync(Uri address, int number)
    {
        using var answer = await client.PostAsync(address, new StringContent(Bench.Alert(number), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return number;
    }

    private static List<int> Numbers(Fake fake) => [.. fake.Requests.Select(r =>
        int.Parse(JsonDocument.Parse(r.Body).RootElement.GetProperty("output_fields").GetProperty("number").GetString()!, CultureInfo.InvariantCulture))];
}
