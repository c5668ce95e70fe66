using System.Diagnostics;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>Moments that are no system calls: they are reported when asked for, and only then.</summary>
public sealed unsafe class TraceTests(ProbeFixture fixture)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [Fact]
    public void Switch()
    {
        var given = Trace(EventCode.Schedswitch_6E, child => r => r.Tid == child);
        given.Number("next").Should().NotBe(given.Tid);
        given.Number("vm_size").Should().BePositive();
        given.Number("pgft_min").Should().BeGreaterThanOrEqualTo(0);
        given.Facts.Syscall.Should().Be(ushort.MaxValue);
    }

    [Fact]
    public void Signal()
    {
        var delivered = Trace(EventCode.SignaldeliverE, child => r => r.Tid == child && r.Number("sig") == 15);
        delivered.ShouldHave(("spid", (long)Environment.ProcessId), ("dpid", delivered.Tid), ("sig", 15L));
    }

    [Fact]
    public void Fault()
    {
        Assert.SkipUnless(ProbeFixture.IsX64, "the hook is the x86 processor's");
        long user = Flags.Of("pf_flags", "USER_FAULT");
        var fault = Trace(EventCode.PageFaultE, child => r => r.Tid == child && (r.Number("error") & user) != 0);
        fault.Number("addr").Should().NotBe(0);
        fault.Number("ip").Should().NotBe(0);
    }

    [Fact]
    public void NothingUnlessAskedFor()
    {
        _ = Act.Do(fixture, "rest", Path.GetTempPath());
        fixture.All.Should().NotContain(r => r.Code == EventCode.Schedswitch_6E || r.Code == EventCode.SignaldeliverE || r.Code == EventCode.PageFaultE);
    }

    /// <summary>Starts a program and sends it a signal that it handles, and waits for one event of the kind.</summary>
    private Recorded Trace(EventCode code, Func<int, Func<Recorded, bool>> fits)
    {
        _ = fixture.Probe;
        using var probe = Probe.Load(new ProbeOptions { OwnProcess = 0, Traced = [code], RingBytes = 1 << 20, GraveRingBytes = 1 << 20 });
        probe.Refused.Should().NotContain(r => r.Name.StartsWith("trace_"));
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "trap : TERM; echo ready; while :; do sleep 0.01; done"]) { RedirectStandardOutput = true })!;
        child.StandardOutput.ReadLine().Should().Be("ready");
        _ = LibC.Kill(child.Id, 15);
        var handler = new Finder { Code = code, Fits = fits(child.Id) };
        long start = Stopwatch.GetTimestamp();
        while (handler.Found is null)
        {
            probe.Reader.Drain(ref handler);
            probe.Reader.Wait();
            if (Stopwatch.GetElapsedTime(start) > Bound)
                throw new TimeoutException($"no {code}");
        }

        child.Kill();
        child.WaitForExit();
        return handler.Found;
    }

    private struct Finder : IRecordHandler
    {
        public EventCode Code;
        public Func<Recorded, bool> Fits;
        public Recorded? Found;

        public void Handle(byte* record, int size)
        {
            var seen = new Recorded(new ReadOnlySpan<byte>(record, size));
            if (Found is null && seen.Code == Code && Fits(seen))
                Found = seen;
        }

        public readonly void Lost(in Loss loss)
        {
        }
    }

    private static class LibC
    {
        [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
        public static extern int Kill(int pid, int signal);
    }
}
