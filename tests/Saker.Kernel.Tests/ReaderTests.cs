using System.Diagnostics;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>What several readers get: every process has one of them, and what changes processes all get.</summary>
public sealed unsafe class ReaderTests(ProbeFixture fixture)
{
    private const int Processes = 24;
    private const int Calls = 2000;

    private static readonly int chmod = EventSchema.Syscalls.First(s => s.Name == "fchmodat").Native;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(ProbeOptions.MostReaders)]
    public void EveryProcessHasOneReaderAndKeepsItsOrder(int readers)
    {
        _ = fixture.Probe;
        using var probe = Probe.Load(new ProbeOptions { Readers = readers, GraveRingBytes = 1 << 20, OwnProcess = 0 });
        probe.SetInterest(chmod, Interest.Failed);
        Process[] floods = [.. Enumerable.Range(0, Processes).Select(_ => Process.Start(Act.PathOf("processes"), ["floods", $"{Calls}"]))];
        var seen = floods.ToDictionary(f => (uint)f.Id, _ => new Seen[readers]);
        using var stopping = new CancellationTokenSource();
        Thread[] threads = [.. probe.Readers.Select((reader, number) => new Thread(() => Read(reader, number)))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var flood in floods)
            flood.WaitForExit();
        stopping.Cancel();
        foreach (var thread in threads)
            thread.Join();

        probe.Lost.Should().Be(0);
        foreach (var process in seen.Values)
        {
            int owner = Array.FindIndex(process, s => s.Calls > 0);
            process.Select(s => s.Calls).Should().BeEquivalentTo(Enumerable.Range(0, readers).Select(i => i == owner ? Calls : 0), o => o.WithStrictOrdering());
            process.Select(s => s.Ends).Should().AllBeEquivalentTo(1, "all readers are told that a process has ended");
            process.Select(s => s.Copies).Should().BeEquivalentTo(Enumerable.Range(0, readers).Select(i => i == owner ? 0 : process[i].Grave), o => o.WithStrictOrdering());
            process.Should().NotContain(s => s.Disorder > 0);
        }

        seen.Values.Select(process => Array.FindIndex(process, s => s.Calls > 0)).Distinct().Should().HaveCountGreaterThan(1, "work is shared out");
        foreach (var flood in floods)
            flood.Dispose();

        void Read(RingReader reader, int number)
        {
            var handler = new Follower(seen, number);
            while (!stopping.IsCancellationRequested)
            {
                reader.Drain(ref handler);
                reader.Wait(1);
            }

            reader.Drain(ref handler);
        }
    }

    /// <summary>What a reader has seen of a process.</summary>
    private struct Seen
    {
        public int Calls;
        public int Ends;
        public int Grave;
        public int Copies;
        public int Disorder;
        public ulong Last;
    }

    private readonly struct Follower(Dictionary<uint, Seen[]> seen, int number) : IRecordHandler
    {
        public void Handle(byte* record, int size)
        {
            var facts = (FactHeader*)record;
            if (!seen.TryGetValue(facts->Tgid, out var process))
                return;
            ref var by = ref process[number];
            byte* e = record + facts->FactsSize;
            ulong time = *(ulong*)e;
            by.Disorder += time < by.Last ? 1 : 0;
            by.Last = time;
            by.Copies += ((RecordFlags)facts->Flags & RecordFlags.Copy) != 0 ? 1 : 0;
            switch ((EventCode)(*(ushort*)(e + 20)))
            {
                case EventCode.SyscallFchmodatX:
                    by.Calls++;
                    break;
                case EventCode.Procexit_1E:
                    by.Ends++;
                    by.Grave++;
                    break;
                default:
                    by.Grave++;
                    break;
            }
        }

        public void Lost(in Loss loss)
        {
        }
    }
}
