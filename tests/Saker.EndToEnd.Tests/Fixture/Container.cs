using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A real container, made with runc from a busybox root file system on an overlay, as container engines make theirs.</summary>
internal sealed class Container : IDisposable
{
    private readonly string bundle;

    public Container(LiveSensor sensor, string script, bool privileged = false, bool terminal = false, string? networkNamespace = null)
    {
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        bundle = Directory.CreateDirectory(Path.Combine(sensor.Scratch, Id)).FullName;
        Shell.Script($"""
            cd {bundle}
            mkdir lower rootfs layers
            mount -t tmpfs layers layers
            mkdir layers/upper layers/work
            mkdir -p lower/bin lower/proc lower/tmp lower/dev lower/etc lower/sys
            cp /bin/busybox lower/bin/
            cp {LiveSensor.Acts} lower/bin/
            for applet in sh nc cat grep find cp echo sleep insmod arping ls true ip id touch; do ln -s busybox lower/bin/$applet; done
            cp /bin/busybox lower/bin/debugfs
            mount -t overlay overlay -o lowerdir=lower,upperdir=layers/upper,workdir=layers/work rootfs
            runc spec
            """);
        File.WriteAllText(Path.Combine(bundle, "config.json"), Configure(script, privileged, terminal, networkNamespace));
    }

    /// <summary>Id of 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The id as events show it.</summary>
    public string ShortId => Id[..12];

    /// <summary>Runs the container to its end.</summary>
    public (int ExitCode, string Output, string Error) Run() => Shell.RunIn(bundle, "runc", "run", Id);

    /// <summary>Runs the container to its end with a terminal of its own.</summary>
    public (int ExitCode, string Output, string Error) RunInTerminal() =>
        Shell.RunIn(bundle, "script", "-qec", $"runc run {Id}", "/dev/null");

    public void Dispose()
    {
        Shell.Run("runc", "delete", "--force", Id);
        Shell.Run("umount", "-l", Path.Combine(bundle, "rootfs"));
        Shell.Run("umount", "-l", Path.Combine(bundle, "layers"));
    }

    private string Configure(string script, bool privileged, bool terminal, string? networkNamespace)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(bundle, "config.json")))!;
        var process = config["process"]!;
        process["terminal"] = terminal;
        process["args"] = new JsonArray("sh", "-c", script);
        config["root"]!["readonly"] = false;
        config["linux"]!["cgroupsPath"] = $"/docker/{Id}";
        process.AsObject().Remove("rlimits");
        if (privileged)
        {
            string[] all = [.. Enumerable.Range(0, Capabilities.Length).Where(Permitted).Select(i => "CAP_" + Capabilities[i])];
            foreach (string set in new[] { "bounding", "effective", "permitted" })
                process["capabilities"]![set] = new JsonArray([.. all.Select(c => JsonValue.Create(c))]);
        }

        if (networkNamespace is not null)
        {
            foreach (var ns in config["linux"]!["namespaces"]!.AsArray())
            {
                if (ns!["type"]!.GetValue<string>() == "network")
                    ns["path"] = networkNamespace;
            }
        }

        return config.ToJsonString();
    }

    private static bool Permitted(int capability)
    {
        string line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("CapPrm:", StringComparison.Ordinal));
        return (Convert.ToUInt64(line.Split('\t')[1].Trim(), 16) >> capability & 1) != 0;
    }

    private static readonly string[] Capabilities =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];
}
