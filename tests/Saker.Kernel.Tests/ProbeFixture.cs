using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Saker.Events;
using Saker.Fuzz;
using Saker.Kernel.Tests;

[assembly: AssemblyFixture(typeof(ProbeFixture))]

namespace Saker.Kernel.Tests;

/// <summary>One probe for all tests, with every system call of interest, and a thread that keeps what it sends.</summary>
public sealed class ProbeFixture : IDisposable
{
    // ENOEXEC.
    private const int NotExecutable = 8;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>What every process does all the time.</summary>
    private static readonly string[] Noise =
        ["close", "kill", "tgkill", "tkill", "read", "write", "futex", "poll", "ppoll", "mmap", "munmap", "mprotect", "brk", "lseek", "epoll_wait", "fcntl"];

    private readonly Probe? probe;
    private readonly Thread? reader;
    private readonly Store store = new();
    private volatile bool stopped;
    private int listeners;

    public ProbeFixture()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        var time = ThreadTime.OfThisThread();
        var before = time.Taken;
        probe = Probe.Load(new ProbeOptions { OwnProcess = 0 });
        LoadTime = time.Taken - before;
        foreach (var call in EventSchema.Syscalls)
        {
            if (call.Event is not null && !Noise.Contains(call.Name))
                probe.SetInterest(call, Interest.Succeeded | Interest.Failed | Interest.Path);
        }

        reader = new Thread(Read) { IsBackground = true };
        reader.Start();
    }

    /// <summary>Whether the processor is played by a program, and bounds on time mean nothing.</summary>
    public static bool IsEmulated => Environment.GetEnvironmentVariable("SAKER_EMULATED") == "1";

    /// <summary>Whether the processor is one whose 32-bit programs the probe understands, and has calls that later processors left out.</summary>
    public static bool IsX64 => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Whether 32-bit programs that the probe understands run here: some hosts let their guests run none, whatever the kernel was built for.</summary>
    public static bool RunsNarrowPrograms { get; } = IsX64 && Starts(Act.PathOf("compat"));

    /// <summary>Whether this kernel is one whose io_uring the probe sees.</summary>
    public static bool SeesUring => Environment.OSVersion.Version >= new Version(6, 0);

    /// <summary>Whether this kernel lets the start picture look into the memory of other processes.</summary>
    public static bool ReadsOtherProcesses => Environment.OSVersion.Version >= new Version(5, 18);

    /// <summary>Programs that this kernel is known to lack something for.</summary>
    public static IEnumerable<string> KnownRefusals => [.. SeesUring ? Array.Empty<string>() : ["uring_submitted"], .. ReadsOtherProcesses ? Array.Empty<string>() : ["snapshot_task"]];

    private static bool Starts(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == NotExecutable)
        {
            return false;
        }
    }

    /// <summary>The number that a system call has here.</summary>
    public static int NumberOf(string call) => EventSchema.Syscalls.First(s => s.Name == call).Native;

    /// <summary>What of the processor it took to load the probe.</summary>
    public TimeSpan LoadTime { get; }

    public Probe Probe
    {
        get
        {
            Assert.SkipWhen(probe is null, "the probe needs root");
            return probe!;
        }
    }

    internal IReadOnlyList<Recorded> All => store.All;

    internal List<Loss> Losses => store.Losses;

    /// <summary>Has also what every process does all the time reported, until disposed of.</summary>
    internal IDisposable WithNoise() => new NoiseOf(this);

    /// <summary>The first record, from a point on, that fits; waits for it.</summary>
    internal Recorded Expect(Func<Recorded, bool> fits, string what = "event", int from = 0)
    {
        _ = Probe;
        long start = Stopwatch.GetTimestamp();
        int next = from;
        while (true)
        {
            for (; next < store.Count; next++)
            {
                var record = store[next];
                if (fits(record))
                    return record;
            }

            if (Stopwatch.GetElapsedTime(start) > Bound)
                throw new TimeoutException($"no {what}; {store.Count - from} others: {string.Join(", ", store.All.Skip(from).GroupBy(r => r.Code).Select(g => $"{g.Key} {g.Count()}"))}");
            store.WaitForMore(next);
        }
    }

    /// <summary>All records, from a point up to now, that fit; call it after an event that must come later has been seen.</summary>
    internal List<Recorded> Matching(Func<Recorded, bool> fits, int from) => [.. store.All.Skip(from).Where(fits)];

    internal int Mark() => store.Count;

    public void Dispose()
    {
        stopped = true;
        reader?.Join();
        probe?.Dispose();
    }

    private void Read()
    {
        // Tests run side by side, and what a reader that has to wait for them does not fetch in time is lost.
        RingReader.TakePrecedence();
        var handler = new Keeper(store);
        while (!stopped)
        {
            probe!.Reader.Drain(ref handler);
            probe.Reader.Wait();
        }
    }

    private sealed class NoiseOf : IDisposable
    {
        private readonly ProbeFixture fixture;

        public NoiseOf(ProbeFixture fixture)
        {
            this.fixture = fixture;
            Change(1);
        }

        public void Dispose() => Change(-1);

        /// <summary>Classes of tests run side by side: the last one that wanted the noise ends it.</summary>
        private void Change(int by)
        {
            lock (fixture.store)
            {
                fixture.listeners += by;
                var interest = fixture.listeners > 0 ? Interest.Succeeded | Interest.Failed | Interest.Path : Interest.None;
                foreach (var call in EventSchema.Syscalls.Where(c => Noise.Contains(c.Name)))
                    fixture.Probe.SetInterest(call, interest);
            }
        }
    }

    internal sealed class Store
    {
        private readonly List<Recorded> records = [];

        public List<Loss> Losses { get; } = [];

        public int Count
        {
            get
            {
                lock (records)
                    return records.Count;
            }
        }

        public Recorded[] All
        {
            get
            {
                lock (records)
                    return [.. records];
            }
        }

        public Recorded this[int index]
        {
            get
            {
                lock (records)
                    return records[index];
            }
        }

        public void Add(Recorded record)
        {
            lock (records)
            {
                records.Add(record);
                Monitor.PulseAll(records);
            }
        }

        public void WaitForMore(int seen)
        {
            lock (records)
            {
                if (records.Count <= seen)
                    Monitor.Wait(records, 100);
            }
        }
    }

    private readonly unsafe struct Keeper(Store store) : IRecordHandler
    {
        public void Handle(byte* record, int size) => store.Add(new Recorded(new ReadOnlySpan<byte>(record, size)));

        public void Lost(in Loss loss) => store.Losses.Add(loss);
    }
}
