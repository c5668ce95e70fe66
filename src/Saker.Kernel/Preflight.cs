using System.Globalization;
using System.Runtime.InteropServices;

namespace Saker.Kernel;

/// <summary>One thing that the probe needs, and whether this machine has it.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Severity">What it means for the sensor.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">How to get what is missing; empty when nothing is.</param>
public sealed record Finding(string Check, FindingSeverity Severity, string Message, string Remedy = "");

/// <summary>What a finding means.</summary>
public enum FindingSeverity
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>The sensor works, and sees less.</summary>
    Degraded,

    /// <summary>The sensor cannot work.</summary>
    Fatal,
}

/// <summary>Looks whether the probe can work here, before it is needed, and says what is missing and how to get it.</summary>
public static class Preflight
{
    internal const string TypeInformation = "/sys/kernel/btf/vmlinux";

    /// <summary>Version with everything that the entry program uses.</summary>
    private static readonly Version OldestKernel = new(5, 10);

    /// <summary>Looks at everything; loads the probe for a moment if nothing stands against it.</summary>
    public static IReadOnlyList<Finding> Run()
    {
        List<Finding> findings = [CheckKernel(), CheckTypeInformation(), CheckLibrary(), .. CheckCapabilities(EffectiveCapabilities())];
        if (!findings.Exists(f => f.Severity == FindingSeverity.Fatal))
            findings.AddRange(TryLoad());
        return findings;
    }

    internal static IEnumerable<Finding> CheckCapabilities(ulong effective)
    {
        if (Has(effective, 21))
        {
            yield return new Finding("capabilities", FindingSeverity.Good, "CAP_SYS_ADMIN, which holds all that is needed");
        }
        else
        {
            foreach (var (bit, name, use) in new[] { (39, "CAP_BPF", "load the probe"), (38, "CAP_PERFMON", "attach it") })
            {
                yield return Has(effective, bit)
                    ? new Finding("capabilities", FindingSeverity.Good, name)
                    : new Finding("capabilities", FindingSeverity.Fatal, $"{name} is missing: it takes it to {use}",
                        "run as root, or give the capabilities BPF, PERFMON and SYS_PTRACE (systemd: AmbientCapabilities=, containers: securityContext.capabilities.add)");
            }
        }

        if (!Has(effective, 19))
        {
            yield return new Finding("capabilities", FindingSeverity.Degraded, "CAP_SYS_PTRACE is missing: /proc of other users cannot be read",
                "add the capability SYS_PTRACE");
        }
    }

    /// <summary>Whether this process may list the modules of the kernel with their types.</summary>
    internal static bool MayListModules => Has(EffectiveCapabilities(), 21);

    private static bool Has(ulong set, int bit) => (set >> bit & 1) != 0;

    private static Finding CheckKernel()
    {
        string release = Environment.OSVersion.Version.ToString();
        return Environment.OSVersion.Version >= OldestKernel
            ? new Finding("kernel", FindingSeverity.Good, release)
            : new Finding("kernel", FindingSeverity.Fatal, $"{release} is older than {OldestKernel}", $"boot a kernel of at least {OldestKernel}");
    }

    private static Finding CheckTypeInformation() => File.Exists(TypeInformation)
        ? new Finding("type information", FindingSeverity.Good, TypeInformation)
        : new Finding("type information", FindingSeverity.Fatal, $"{TypeInformation} is missing: the probe cannot fit itself to this kernel",
            "use a kernel built with CONFIG_DEBUG_INFO_BTF=y and mount /sys");

    private static Finding CheckLibrary()
    {
        if (NativeLibrary.TryLoad("libbpf.so.1", out nint library))
        {
            NativeLibrary.Free(library);
            return new Finding("libbpf", FindingSeverity.Good, "libbpf.so.1");
        }

        return new Finding("libbpf", FindingSeverity.Fatal, "libbpf.so.1 is missing", "install the package libbpf1 (Debian, Ubuntu) or libbpf (Fedora, SUSE, Alpine)");
    }

    private static IEnumerable<Finding> TryLoad()
    {
        Probe probe;
        string failure;
        try
        {
            probe = Probe.Load(new ProbeOptions { RingBytes = 1 << 16, GraveRingBytes = 1 << 16 });
            failure = "";
        }
        catch (ProbeException exception)
        {
            probe = null!;
            failure = exception.Message;
        }

        if (failure.Length > 0)
        {
            yield return new Finding("probe", FindingSeverity.Fatal, failure,
                "see that neither lockdown=confidentiality nor a security module or container runtime keeps bpf(2) from this process");
            yield break;
        }

        using (probe)
        {
            yield return new Finding("probe", FindingSeverity.Good, $"loads and attaches {probe.Place}");
            foreach (var refused in probe.Refused)
                yield return new Finding("probe", FindingSeverity.Degraded, $"{refused.Name}: {refused.Reason}", "use a newer kernel to see what this program would");
        }
    }

    private static ulong EffectiveCapabilities()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        return ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
