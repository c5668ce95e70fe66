using System.Text;
using Saker.Alerts.Spooling;
using Saker.Alerts.Tests.Outputs.Ends;

namespace Saker.Alerts.Tests.Outputs;

/// <summary>What is on disk comes back, in order and as often as was promised.</summary>
public sealed class SpoolTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly string directory = Directory.CreateTempSubdirectory("saker-spool-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Alerts_come_back_in_order_after_a_restart()
    {
        using (var spool = Spool.Open(directory, Megabyte))
        {
            for (int i = 0; i < 100; i++)
                spool.TryAppend(Deliveries.Numbered(i), out _).Should().BeTrue();
            Take(spool, 30).Should().Equal(Deliveries.Lines(30));
        }

        using var again = Spool.Open(directory, Megabyte);
        again.Count.Should().Be(70);
        var first = again.Peek()!;
        first.Should().BeEquivalentTo(Deliveries.Numbered(30), o => o.Excluding(a => a.Line));
        Take(again, 70).Should().Equal(Deliveries.Lines(100).Skip(30));
        again.Peek().Should().BeNull();
    }

    [Fact]
    public void It_takes_no_more_of_the_disk_than_it_may_and_gives_back_what_was_delivered()
    {
        using var spool = Spool.Open(directory, Megabyte);
        int taken = 0;
        while (spool.TryAppend(Deliveries.Numbered(taken, size: 1000), out _))
            taken++;
        Size().Should().BeInRange(Megabyte - 4096, Megabyte + 4096);
        Take(spool, taken).Should().Equal(Deliveries.Lines(taken, size: 1000));
        Size().Should().BeLessThan((Megabyte / 8) + 4096);
        spool.TryAppend(Deliveries.Numbered(0), out _).Should().BeTrue();
        Take(spool, 1).Should().Equal("alert 0");
    }

    [Fact]
    public void What_was_noted_of_alerts_that_a_loss_of_power_took_harms_none_that_follow()
    {
        using (var spool = Spool.Open(directory, Megabyte))
        {
            for (int i = 0; i < 10; i++)
                spool.TryAppend(Deliveries.Numbered(i), out _).Should().BeTrue();
            Take(spool, 9);
        }

        using (var file = File.OpenWrite(Directory.GetFiles(directory, "*.alerts").Single()))
            file.SetLength(file.Length / 2);
        using var again = Spool.Open(directory, Megabyte);
        again.Count.Should().Be(0);
        again.TryAppend(Deliveries.Numbered(20), out _).Should().BeTrue();
        Take(again, 1).Should().Equal("alert 20");
    }

    [Fact]
    public void A_torn_end_costs_what_was_torn_and_nothing_else()
    {
        using (var spool = Spool.Open(directory, Megabyte))
        {
            for (int i = 0; i < 3; i++)
                spool.TryAppend(Deliveries.Numbered(i), out _).Should().BeTrue();
        }

        string segment = Directory.GetFiles(directory, "*.alerts").Single();
        using (var file = File.OpenWrite(segment))
            file.SetLength(file.Length - 1);
        using var again = Spool.Open(directory, Megabyte);
        again.Damaged.Should().ContainSingle().Which.Should().Contain("segment 1");
        again.TryAppend(Deliveries.Numbered(3), out _).Should().BeTrue();
        Take(again, 3).Should().Equal("alert 0", "alert 1", "alert 3");
    }

    [Fact]
    public void A_full_disk_takes_nothing_and_spoils_nothing()
    {
        using var disk = new SmallDisk(64);
        using var spool = Spool.Open(Path.Combine(disk.Root, "spool"), Megabyte);
        spool.TryAppend(Deliveries.Numbered(0), out _).Should().BeTrue();
        disk.Fill();
        int taken = 1;
        string? why;
        while (spool.TryAppend(Deliveries.Numbered(taken, size: 100), out why))
            taken++;
        why.Should().Contain("takes nothing").And.Contain("space");
        disk.Empty();
        spool.TryAppend(Deliveries.Numbered(taken), out _).Should().BeTrue();
        Take(spool, taken + 1).Select(l => l.TrimEnd('.')).Should().Equal(Deliveries.Lines(taken + 1));
    }

    [Fact]
    public void Nobody_else_may_use_it_meanwhile()
    {
        using var spool = Spool.Open(directory, Megabyte);
        FluentActions.Invoking(() => Spool.Open(directory, Megabyte)).Should().Throw<IOException>();
    }

    private static List<string> Take(Spool spool, int count)
    {
        var lines = new List<string>();
        while (lines.Count < count && spool.Peek() is { } alert)
        {
            lines.Add(Encoding.UTF8.GetString(alert.Line.Span));
            spool.Acknowledge();
        }

        return lines;
    }

    private long Size() => Directory.GetFiles(directory).Sum(f => new FileInfo(f).Length);
}
