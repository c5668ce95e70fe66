using System.Text.Json;
using System.Text.Json.Nodes;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>What every destination with a server of its own has to show: alerts arrive with all they hold, and none is lost while the server is away.</summary>
internal static class Outage
{
    /// <summary>How many alerts are sent: some before the server dies, some while it is dead, some when it lives again.</summary>
    public const int Alerts = 30;

    /// <summary>Sends alerts with the server dying and coming back in between, and waits until none waits any more.</summary>
    public static async Task SendAsync(Bench bench, ServerProcess server)
    {
        await SendAsync(bench, 0, 10);
        await server.KillAsync();
        await SendAsync(bench, 10, 10);
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("wait until it works again", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        await server.StartAsync();
        await SendAsync(bench, 20, 10);
        await DeliveredAsync(bench);
    }

    /// <summary>Waits until no alert waits any more.</summary>
    public static Task DeliveredAsync(Bench bench) => Wait.UntilAsync(
        () => Delivery(bench).Where(l => l.StartsWith("saker_forward_queue_alerts{", StringComparison.Ordinal)).All(l => l.EndsWith(" 0", StringComparison.Ordinal)),
        () => string.Join('\n', [.. bench.Log, .. Delivery(bench)]), seconds: 60);

    /// <summary>The numbers of delivery.</summary>
    private static IEnumerable<string> Delivery(Bench bench) =>
        bench.MetricsAsync().Result.Split('\n').Where(l => l.StartsWith("saker_forward_", StringComparison.Ordinal));

    /// <summary>Sends alerts.</summary>
    public static async Task SendAsync(Bench bench, int first, int count)
    {
        for (int i = first; i < first + count; i++)
            (await bench.PostAsync(Bench.Alert(i))).EnsureSuccessStatusCode();
    }

    /// <summary>The alert of a number is that which was sent.</summary>
    public static void ShouldBeAlert(string json, int number)
    {
        var seen = JsonNode.Parse(json)!.AsObject();
        var sent = JsonNode.Parse(Bench.Alert(number))!.AsObject();
        Guid.TryParse((string?)seen["uuid"], out _).Should().BeTrue();
        foreach (var (name, value) in sent)
        {
            var expected = name == "tags" ? new JsonArray([.. value!.AsArray().Select(t => (string)t!).Order(StringComparer.Ordinal)]) : value;
            var actual = name == "time" ? JsonValue.Create(DateTimeOffset.Parse((string)seen[name]!)) : seen[name];
            if (name == "time")
                expected = JsonValue.Create(DateTimeOffset.Parse((string)value!));
            JsonNode.DeepEquals(actual, expected).Should().BeTrue($"{name} is {actual?.ToJsonString()} and should be {expected?.ToJsonString()}");
        }
    }

    /// <summary>Every alert is there, in order but for those that came twice.</summary>
    public static void ShouldHoldAll(IEnumerable<string> received, int count = Alerts)
    {
        string[] alerts = [.. received];
        List<int> numbers = [];
        foreach (string alert in alerts)
        {
            int number = Number(alert);
            if (numbers.Contains(number))
                continue;
            numbers.Add(number);
            ShouldBeAlert(alert, number);
        }

        numbers.Should().Equal(Enumerable.Range(0, count));
    }

    /// <summary>The number that an alert was given.</summary>
    public static int Number(string json)
    {
        using var alert = JsonDocument.Parse(json);
        return int.Parse(alert.RootElement.GetProperty("output_fields").GetProperty("number").GetString()!);
    }
}
