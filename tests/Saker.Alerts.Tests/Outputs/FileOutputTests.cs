using Saker.Alerts.Channels;
using Saker.Alerts.Spooling;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>Alerts in files that are moved, cut, or on a disk that is full.</summary>
public sealed class FileOutputTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("saker-file-").FullName;

    private string File => Path.Combine(directory, "alerts.txt");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_was_moved_is_begun_anew(bool isKeptOpen)
    {
        using (var deliveries = Open(new AlertFileOptions(File, isKeptOpen, 0, TimeSpan.Zero, 5)))
        {
            Deliver(deliveries, 2);
            System.IO.File.Move(File, File + ".old");
            if (isKeptOpen)
            {
                Deliver(deliveries, 1);
                System.IO.File.Exists(File).Should().BeFalse();
                deliveries.Outputs.Reopen();
            }

            Deliver(deliveries, 1);
        }

        int moved = isKeptOpen ? 3 : 2;
        System.IO.File.ReadAllLines(File + ".old").Should().Equal(Deliveries.Lines(moved));
        System.IO.File.ReadAllLines(File).Should().Equal($"alert {moved}");
    }

    [Fact]
    public void A_file_that_was_cut_goes_on_from_there()
    {
        using var deliveries = Open(new AlertFileOptions(File, true, 0, TimeSpan.Zero, 5));
        Deliver(deliveries, 2);
        using (var cut = System.IO.File.Open(File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(0);
        Deliver(deliveries, 1);
        System.IO.File.ReadAllText(File).Should().Be("alert 2\n");
    }

    [Fact]
    public void Large_files_are_put_aside_and_the_oldest_go()
    {
        using var deliveries = Open(new AlertFileOptions(File, true, 20, TimeSpan.Zero, 2));
        Deliver(deliveries, 8);
        Directory.GetFiles(directory).Select(Path.GetFileName).Should().BeEquivalentTo("alerts.txt", "alerts.txt.1", "alerts.txt.2");
        System.IO.File.ReadAllLines(File + ".2").Should().Equal("alert 2", "alert 3");
        System.IO.File.ReadAllLines(File + ".1").Should().Equal("alert 4", "alert 5");
        System.IO.File.ReadAllLines(File).Should().Equal("alert 6", "alert 7");
    }

    [Fact]
    public void Old_files_are_put_aside()
    {
        using var deliveries = Open(new AlertFileOptions(File, false, 0, TimeSpan.FromMilliseconds(50), 1));
        Deliver(deliveries, 1);
        Wait.Until(() => DateTime.UtcNow - System.IO.File.GetLastWriteTimeUtc(File) > TimeSpan.FromMilliseconds(60), () => "the file has no age");
        Deliver(deliveries, 1);
        System.IO.File.ReadAllLines(File + ".1").Should().Equal("alert 0");
        System.IO.File.ReadAllLines(File).Should().Equal("alert 1");
    }

    [Fact]
    public void A_file_that_is_written_to_all_the_time_grows_old_too()
    {
        using var deliveries = Open(new AlertFileOptions(File, false, 0, TimeSpan.FromMilliseconds(500), 1));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        // Far more often than its age: what counts is when it was made, and not when it was last written.
        // On a slow machine the first may be its only one.
        while (!(System.IO.File.Exists(File + ".1") && System.IO.File.ReadLines(File + ".1").Skip(1).Any()) && clock.Elapsed < TimeSpan.FromSeconds(20))
            Deliver(deliveries, 1);
        System.IO.File.ReadAllLines(File + ".1").Should().HaveCountGreaterThan(1);
        System.IO.File.ReadAllLines(File).Should().ContainSingle();
    }

    [Fact]
    public void A_full_disk_delays_alerts_and_tears_none()
    {
        using var disk = new SmallDisk(64);
        string file = Path.Combine(disk.Root, "alerts.txt");
        using var deliveries = new Deliveries(
            Deliveries.Quick, (new FileOutput(new AlertFileOptions(file, true, 0, TimeSpan.Zero, 5)), Spool.Open(directory, 1024 * 1024)));
        Deliver(deliveries, 1, size: 1000);
        disk.Fill();
        deliveries.Add(9, size: 1000);
        Wait.Until(() => deliveries.Counts("file") is { OnDisk: > 0, InMemory: 0 }, () => $"{deliveries.Counts("file")}");
        Wait.Until(() => deliveries.Log.Any(l => l.Contains("space", StringComparison.Ordinal)), () => string.Join('\n', deliveries.Log));
        disk.Empty();
        Wait.Until(() => deliveries.Counts("file").Delivered == 10, () => $"{deliveries.Counts("file")}");
        System.IO.File.ReadAllLines(file).Should().Equal(Deliveries.Lines(10, size: 1000));
    }

    [Fact]
    public void With_the_disk_of_the_spool_full_too_memory_has_to_do_and_what_is_lost_is_counted()
    {
        using var disk = new SmallDisk(256);
        string file = Path.Combine(disk.Root, "alerts.txt");
        using var deliveries = new Deliveries(
            Deliveries.Quick with { Capacity = 10 },
            (new FileOutput(new AlertFileOptions(file, true, 0, TimeSpan.Zero, 5)), Spool.Open(Path.Combine(disk.Root, "spool"), 1024 * 1024)));
        Deliver(deliveries, 1);
        disk.Fill();
        deliveries.Add(1, size: 5000);
        Wait.Until(() => deliveries.Log.Any(l => l.Contains("spool takes nothing", StringComparison.Ordinal)), () => string.Join('\n', deliveries.Log));
        deliveries.Add(30, size: 5000);
        deliveries.Counts("file").Should().BeEquivalentTo(new { Delivered = 1L, Lost = 20L, Waiting = 11L });
        disk.Empty();
        Wait.Until(() => deliveries.Counts("file") is { Waiting: 0, Delivered: >= 13 }, () => $"{deliveries.Counts("file")}");
        string[] lines = System.IO.File.ReadAllLines(file);
        lines.Take(12).Select(l => l.TrimEnd('.')).Should().Equal(Deliveries.Lines(12));
        lines[12].Should().EndWith("Error Alerts to output file were lost. (n_lost=20 n_lost_total=20 output=file)");
    }

    private static Deliveries Open(AlertFileOptions options) => new(Deliveries.Quick, (new FileOutput(options), null));

    /// <summary>Adds alerts and waits until they are written.</summary>
    private static void Deliver(Deliveries deliveries, int count, int size = 0)
    {
        long before = deliveries.Counts("file").Delivered;
        deliveries.Add(count, size);
        Wait.Until(() => deliveries.Counts("file").Delivered == before + count, () => string.Join('\n', deliveries.Log));
    }
}
