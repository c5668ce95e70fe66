using System.Runtime.InteropServices;
using System.Text;
using Saker.Events;

namespace Saker.Kernel;

/// <summary>A function of the kernel that carries out a system call.</summary>
/// <param name="Id">Its number in the kernel's type information.</param>
/// <param name="Prototype">Number of its prototype there; functions of one prototype can share programs.</param>
/// <param name="Name">Its name, such as <c>__x64_sys_openat</c>.</param>
internal sealed record SyscallFunction(uint Id, uint Prototype, string Name);

/// <summary>
/// Which functions of this kernel carry out which system call, found by their names. A call has several: one for 64-bit programs, and for
/// 32-bit ones as many as there were versions of it. A function too many costs nothing, since the probe looks at the number of the call,
/// so names are compared by what is left without the marks of versions.
/// </summary>
internal sealed unsafe class SyscallFunctions
{
    /// <summary>The call of 32-bit programs that stands for all calls about sockets. What 64-bit kernels have of it beside that is never called.</summary>
    private const string SocketCall = "socketcall";

    private const string UsualCall = "openat";
    private const uint KindFunction = 12;

    // Where a call has a function of its own for 32-bit programs, the common one is not behind any number of theirs.
    private const string Common32 = "__ia32_sys_", Own32 = "__ia32_compat_sys_";

    private static readonly string[] prefixes = RuntimeInformation.ProcessArchitecture == Architecture.Arm64
        ? ["__arm64_sys_"]
        : ["__x64_sys_", Common32, Own32];

    private static readonly string[] versionPrefixes = ["ia32_", "x86_", "old_", "old", "new"];
    private static readonly string[] versionSuffixes = ["_time32", "_time64", "_pgoff", "_64", "64", "32", "16"];

    /// <summary>Calls without arguments. Type information seldom tells of their functions, since they leave unused what all are given, and a program
    /// may not hang on all that it does tell of.</summary>
    private static readonly HashSet<string> bare =
    [
        "restart_syscall", "getpid", "pause", "sync", "getppid", "getpgrp", "setsid", "getuid", "geteuid", "getgid", "getegid", "gettid", "fork", "vfork", "vhangup",
        "sched_yield", "munlockall", "inotify_init", "rt_sigreturn",
    ];

    private readonly Dictionary<string, List<SyscallFunction>> byStem;
    private readonly HashSet<string> native;
    private readonly Dictionary<int, string> stems;

    private SyscallFunctions(Dictionary<string, List<SyscallFunction>> byStem)
    {
        this.byStem = byStem;
        uint usual = Usual.Prototype;
        foreach (string stem in byStem.Keys)
            this.byStem[stem] = WithoutDoubles(byStem[stem], usual);
        native = [.. byStem.Where(s => s.Value.Exists(f => f.Name.StartsWith(prefixes[0], StringComparison.Ordinal))).Select(s => s.Key)];
        stems = EventSchema.Syscalls.Where(c => c.Native >= 0).DistinctBy(c => c.Native).ToDictionary(c => c.Native, c => Stem(c.Name));
    }

    /// <summary>Reads the kernel's type information.</summary>
    /// <returns>Null when there is none, or no function in it.</returns>
    public static SyscallFunctions? Read()
    {
        nint types = LibBpf.LoadKernelTypes();
        if (types == 0)
            return null;
        try
        {
            var byStem = new Dictionary<string, List<SyscallFunction>>();
            uint count = LibBpf.CountTypes(types);
            for (uint id = 1; id < count; id++)
            {
                var type = LibBpf.TypeOf(types, id);
                if (((type->Info >> 24) & 0x1f) != KindFunction)
                    continue;
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(LibBpf.NameAt(types, type->Name));
                if (name.StartsWith("__"u8) && FunctionName(name) is var (full, call) && Stem(call) is var stem && !bare.Contains(stem))
                    Add(byStem, stem, new SyscallFunction(id, type->Type, full));
            }

            return byStem.ContainsKey(UsualCall) ? new SyscallFunctions(byStem) : null;
        }
        finally
        {
            LibBpf.FreeTypes(types);
        }
    }

    /// <summary>The functions by which a system call may be carried out, by its native number; none when the kernel does not have the call.</summary>
    public IEnumerable<SyscallFunction> Of(int number) => Named(StemOf(number)).Concat(Named(SocketCall).Where(f => f.Name.Contains("compat", StringComparison.Ordinal)));

    /// <summary>The function of a call whose prototype nearly all share.</summary>
    public SyscallFunction Usual => Named(UsualCall)[0];

    /// <summary>Whether the function is known that carries a call out for programs of the machine's own kind.</summary>
    /// <param name="number">Its native number.</param>
    public bool Has(int number) => native.Contains(StemOf(number));

    /// <summary>The name of a call without the marks of versions.</summary>
    /// <param name="number">Its native number.</param>
    public string StemOf(int number) => stems.GetValueOrDefault(number, "");

    private List<SyscallFunction> Named(string stem) => byStem.GetValueOrDefault(stem) ?? [];

    /// <summary>Some kernels tell of a function twice, once as if it had been left out.</summary>
    private static List<SyscallFunction> WithoutDoubles(List<SyscallFunction> functions, uint usual) =>
    [
        .. functions.Where(f => !f.Name.StartsWith(Common32, StringComparison.Ordinal) || !functions.Exists(o => o.Name == Own32 + f.Name[Common32.Length..]))
            .GroupBy(f => f.Name).Select(same => same.FirstOrDefault(f => f.Prototype == usual) ?? same.First()),
    ];

    private static void Add(Dictionary<string, List<SyscallFunction>> byStem, string stem, SyscallFunction function)
    {
        if (!byStem.TryGetValue(stem, out var functions))
            byStem.Add(stem, functions = []);
        functions.Add(function);
    }

    /// <summary>The name of a function, and that of its call; null when it carries out none.</summary>
    private static (string Full, string Call)? FunctionName(ReadOnlySpan<byte> name)
    {
        foreach (string prefix in prefixes)
        {
            if (name.Length > prefix.Length && Encoding.ASCII.GetString(name[..prefix.Length]) == prefix)
                return (Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(name[prefix.Length..]));
        }

        return null;
    }

    /// <summary>A name without the marks of versions: <c>newstat</c>, <c>stat64</c> and <c>ia32_stat64</c> are all <c>stat</c>.</summary>
    private static string Stem(string call)
    {
        foreach (string prefix in versionPrefixes)
            call = call.StartsWith(prefix, StringComparison.Ordinal) ? call[prefix.Length..] : call;
        for (int before = 0; before != call.Length;)
        {
            before = call.Length;
            foreach (string suffix in versionSuffixes)
                call = call.EndsWith(suffix, StringComparison.Ordinal) ? call[..^suffix.Length] : call;
        }

        return call switch
        {
            "umount2" => "umount",
            "llseek" => "lseek",
            _ => call,
        };
    }
}
