using System.Diagnostics;
using Saker.Events;

namespace Saker.Kernel.Tests;

public sealed class FirstCutTests(ProbeFixture fixture)
{
    [Fact]
    public void Shows()
    {
        int mark = fixture.Mark();
        using var p = Process.Start("/bin/cat", "/etc/hostname");
        p.WaitForExit();
        fixture.Expect(r => r.Code == EventCode.Procexit_1E && r.Tid == p.Id, "exit", mark);
        Console.WriteLine($"load {fixture.LoadTime.TotalMilliseconds} ms, refused {string.Join(';', fixture.Probe.Refused)}");
        Console.WriteLine($"interest openat {fixture.Probe.GetInterest(257)} {string.Join(',', fixture.All.GroupBy(r => r.Code).Select(g => $"{g.Key} {g.Count()} {fixture.Probe.CountOf(g.Key).Pushed}"))}");
        foreach (var r in fixture.All.Where(r => r.Facts.Tgid == p.Id && r.Code != EventCode.SyscallExecve_19X))
            Console.WriteLine(r + " path=" + System.Text.Encoding.UTF8.GetString(r.Event.Fact(FactKind.Path, 0)));
    }
}
