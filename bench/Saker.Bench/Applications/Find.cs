using System.Diagnostics;

namespace Saker.Bench.Applications;

/// <summary>Every file of the system is looked at.</summary>
internal sealed class Find : Application
{
    private const int Rounds = 5;

    public override string What => "find /usr /var /etc, five times";

    public override double Run()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
            Do("find", "/usr", "/var", "/etc", "-xdev", "-newer", "/etc/hostname", "-name", "no such file");
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
