using System.Diagnostics;

namespace Saker.Bench.Applications;

/// <summary>Every file of the system is looked at.</summary>
internal sealed class Find : Application
{
    public override string What => "find /usr /var /etc";

    public override double Run()
    {
        long start = Stopwatch.GetTimestamp();
        Do("find", "/usr", "/var", "/etc", "-xdev", "-newer", "/etc/hostname", "-name", "no such file");
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
