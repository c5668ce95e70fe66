using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Saker.Alerts;
using Saker.Alerts.Spooling;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Input;
using Saker.Forwarder.Routing;

namespace Saker.Forwarder.Tests;

/// <summary>An output goes on, whatever goes wrong in it.</summary>
public sealed class LaneTests : IDisposable
{
    private static readonly DateTimeOffset arrived = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("saker-lane-").FullName;
    private readonly ConcurrentQueue<string> log = [];

    private string Letters => Path.Combine(folder, "dead.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_error_that_nobody_expects_is_logged_and_counted_and_the_alert_tried_again()
    {
        var destination = new FailingDestination(attempt => attempt <= 2);
        await using var lane = Start(destination, new MemoryBacklog(10));
        Add(lane, 0, 1, 2);
        await Wait.UntilAsync(() => destination.Delivered.Count == 3, () => $"{destination.Delivered.Count} of 3");
        destination.Delivered.Should().Equal("0", "1", "2");
        lane.Counts.Failed.Should().Be(2);
        log.Should().ContainSingle(l => l.StartsWith("output webhook: it fails unexpectedly with FormatException", StringComparison.Ordinal))
            .Which.Should().NotContain("s3cr3t");
    }

    [Fact]
    public async Task An_alert_that_breaks_an_output_each_time_becomes_a_dead_letter_and_the_others_go_on()
    {
        var destination = new FailingDestination(number => number == "1");
        await using var lane = Start(destination, new MemoryBacklog(10), attempts: 2);
        Add(lane, 0, 1, 2);
        await Wait.UntilAsync(() => destination.Delivered.Count == 2, () => $"{destination.Delivered.Count} of 2");
        destination.Delivered.Should().Equal("0", "2");
        (await File.ReadAllTextAsync(Letters, TestContext.Current.CancellationToken)).Should().Contain("\"number\":\"1\"");
        lane.Counts.Dead.Should().Be(1);
    }

    [Fact]
    public async Task A_disk_that_fails_is_logged_and_the_output_goes_on()
    {
        var destination = new FailingDestination((int _) => false);
        await using var lane = Start(destination, new FailingBacklog(new MemoryBacklog(10)));
        Add(lane, 0, 1, 2);
        await Wait.UntilAsync(() => destination.Delivered.Distinct().Count() == 3, () => string.Join('\n', log));
        destination.Delivered.Distinct().Should().Equal("0", "1", "2");
        log.Should().Contain(l => l.Contains("cannot be read", StringComparison.Ordinal)).And.Contain(l => l.Contains("cannot be noted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_waits_and_is_no_alert_becomes_a_dead_letter_and_the_others_go_on()
    {
        var spool = Spool.Open(Path.Combine(folder, "spool"), 1 << 20);
        spool.TryAppend(new Alert(0, "r", "Debug", "syscall", "no alert"u8.ToArray()), out _).Should().BeTrue();
        var destination = new FailingDestination((int _) => false);
        await using var lane = Start(destination, new SpoolBacklog(spool));
        Add(lane, 5);
        await Wait.UntilAsync(() => destination.Delivered.Count == 1 && lane.Waiting == 0, () => string.Join('\n', log));
        (await File.ReadAllTextAsync(Letters, TestContext.Current.CancellationToken)).Should().Be("no alert\n");
        log.Should().ContainSingle(l => l.Contains("is no alert; it is kept as a dead letter", StringComparison.Ordinal));
    }

    [Fact]
    public void A_spool_knows_since_when_its_oldest_alert_waits_also_in_the_next_run()
    {
        string directory = Path.Combine(folder, "spool");
        using (var backlog = new SpoolBacklog(Spool.Open(directory, 1 << 20)))
        {
            backlog.TryAdd(Queued(1), out _).Should().BeTrue();
            backlog.TryAdd(Queued(2) with { Arrived = arrived.AddHours(1) }, out _).Should().BeTrue();
        }

        using var next = new SpoolBacklog(Spool.Open(directory, 1 << 20));
        next.Peek(1);
        next.OldestSince.Should().Be(arrived);
        next.Acknowledge();
        next.Peek(1);
        next.OldestSince.Should().Be(arrived.AddHours(1));
    }

    [Fact]
    public async Task The_end_waits_for_no_output_that_fails_when_what_waits_is_on_disk()
    {
        var destination = new FailingDestination((int _) => true);
        await using var lane = Start(destination, new SpoolBacklog(Spool.Open(Path.Combine(folder, "spool"), 1 << 20)), attempts: int.MaxValue);
        Add(lane, 0);
        var drained = lane.DrainAsync(TimeSpan.FromHours(1));
        (await drained.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Should().BeFalse();
        lane.Waiting.Should().Be(1);
    }

    [Fact]
    public async Task The_end_waits_for_an_output_that_fails_when_what_waits_would_be_lost()
    {
        var destination = new FailingDestination(attempt => attempt <= 2);
        await using var lane = Start(destination, new MemoryBacklog(10));
        Add(lane, 0);
        (await lane.DrainAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
        destination.Delivered.Should().Equal("0");
    }

    private DeliveryLane Start(FailingDestination destination, IBacklog backlog, int attempts = 10)
    {
        var settings = SettingsReader.Read(DestinationCatalog.Keys, null, _ => null, _ => { });
        var lane = new DeliveryLane("webhook", destination, Route.Of(settings.Section("webhook")), backlog, new DeadLetters(Letters),
            new LaneOptions(1, attempts, false), log.Enqueue, TimeProvider.System);
        lane.Start();
        return lane;
    }

    private static void Add(DeliveryLane lane, params int[] numbers)
    {
        foreach (int number in numbers)
            lane.Add(Queued(number)).Should().Be(Admission.Kept);
    }

    private static QueuedAlert Queued(int number)
    {
        byte[] line = Encoding.UTF8.GetBytes(Bench.Alert(number));
        return new QueuedAlert(AlertParser.Parse(line)!, line, arrived);
    }

    /// <summary>Takes alerts, unless it is to fail with an error whose text holds a secret.</summary>
    private sealed class FailingDestination(Func<int, string, bool> fails) : IDestination
    {
        private int attempts;

        public FailingDestination(Func<int, bool> fails)
            : this((attempt, _) => fails(attempt))
        {
        }

        public FailingDestination(Func<string, bool> fails)
            : this((_, number) => fails(number))
        {
        }

        public ConcurrentQueue<string> Delivered { get; } = [];

        public int MaxBatch => 1;

        public IEnumerable<string> Hosts => [];

        public Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
        {
            string number = alerts[0].Field("number")!;
            if (fails(++attempts, number))
                throw new FormatException("the value 's3cr3t' is no header");
            Delivered.Enqueue(number);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Fails the first two times that it is asked, and the first time that it is told.</summary>
    private sealed class FailingBacklog(IBacklog inner) : IBacklog
    {
        private int peeks;
        private int notes;

        public bool IsLasting => inner.IsLasting;

        public long Count => inner.Count;

        public DateTimeOffset? OldestSince => inner.OldestSince;

        public bool TryAdd(QueuedAlert alert, [NotNullWhen(false)] out string? why) => inner.TryAdd(alert, out why);

        public WaitingAlerts Peek(int most) => ++peeks > 2 ? inner.Peek(most) : throw new IOException("the disk cannot be read");

        public void Acknowledge()
        {
            if (++notes == 1)
                throw new IOException("the position cannot be noted");
            inner.Acknowledge();
        }

        public void Dispose() => inner.Dispose();
    }
}
