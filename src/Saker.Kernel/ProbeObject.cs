using System.Runtime.InteropServices;
using System.Text;
using Saker.Events;

namespace Saker.Kernel;

/// <summary>The probe's object file in libbpf's hands: its programs and maps by name.</summary>
internal sealed unsafe class ProbeObject : IDisposable
{
    /// <summary>What the names of programs for system calls begin with.</summary>
    public const string SyscallPrefix = "syscall_";

    /// <summary>The program that every call which ends passes, or every one that is watched, where it may both have functions and go over to others.</summary>
    public const string WholeEntry = SyscallPrefix + "exit";

    /// <summary>The same where it may not; it leaves out less.</summary>
    public const string EarlyEntry = SyscallPrefix + "exit_early";

    /// <summary>Its counterpart for calls that seccomp answers.</summary>
    public const string RefusedCalls = SyscallPrefix + "refused";

    /// <summary>Its counterpart for calls without arguments.</summary>
    public const string BareCalls = SyscallPrefix + "bare";

    /// <summary>What stands before the programs for kinds of system calls, each on hooks of its own.</summary>
    public static readonly IReadOnlyList<string> Entries = [WholeEntry, EarlyEntry, RefusedCalls, BareCalls];

    /// <summary>The kernel from which on programs may do both on arm64 (its <c>bpf_jit_supports_subprog_tailcalls</c>); on x86-64 all may.</summary>
    private static readonly Version oldestWholeOnArm = new(6, 0);

    private const string HandlerTable = "handlers";

    private nint handle;

    private ProbeObject(nint handle) => this.handle = handle;

    /// <summary>The one of the two that this kernel takes.</summary>
    public static string EntryProgram { get; } =
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 && Environment.OSVersion.Version < oldestWholeOnArm ? EarlyEntry : WholeEntry;

    /// <summary>
    /// Opens the object. What a kernel does not have is looked for in its modules too, which only CAP_SYS_ADMIN may list; without it, libbpf is
    /// told of the one file with types that there is, and is content.
    /// </summary>
    /// <exception cref="ProbeException">It is none that this libbpf understands.</exception>
    public static ProbeObject Open()
    {
        byte[] bytes = ReadFile();
        fixed (byte* start = bytes)
        fixed (byte* name = "probe\0"u8)
        fixed (byte* types = Encoding.UTF8.GetBytes(Preflight.TypeInformation + "\0"))
        {
            // Maps of variables are called after the object, and are to have one name in all copies of it.
            var options = new LibBpf.OpenOptions { Size = (nuint)sizeof(LibBpf.OpenOptions), Name = name, TypesPath = Preflight.MayListModules ? null : types };
            nint handle = LibBpf.OpenObject(start, (nuint)bytes.Length, &options);
            return handle != 0 ? new ProbeObject(handle) : throw new ProbeException($"the probe cannot be read: {LibBpfLog.Tail(3)}");
        }
    }

    /// <summary>Gives the kernel all programs that are to be loaded, and makes the maps.</summary>
    /// <returns>False when it does not take them.</returns>
    public bool Load() => LibBpf.LoadObject(handle) == 0;

    /// <summary>All programs, loaded or not.</summary>
    public IEnumerable<(nint Program, string Name)> Programs()
    {
        for (nint program = LibBpf.NextProgram(handle, 0); program != 0; program = LibBpf.NextProgram(handle, program))
            yield return (program, NameOf(program));
    }

    /// <summary>A map of it.</summary>
    /// <exception cref="ProbeException">There is none of that name.</exception>
    public nint Map(string name)
    {
        nint map = LibBpf.FindMap(handle, name);
        return map != 0 ? map : throw new ProbeException($"the probe has no map {name}");
    }

    /// <summary>Descriptor of a map.</summary>
    public int MapDescriptor(string name) => LibBpf.MapDescriptor(Map(name));

    /// <summary>Maps variables of the programs: what is written on either side, the other sees at once.</summary>
    /// <exception cref="ProbeException">The kernel does not allow it.</exception>
    public nint Share(string name, nuint size)
    {
        nint shared = LibC.Map(0, size, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared, MapDescriptor(name), 0);
        return shared != -1 ? shared : throw new ProbeException($"mapping the probe's {name}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>
    /// Makes the programs for system calls such that hang on the end of a kernel function, this one or another with the same prototype. The
    /// kernel lets no program go over to one for another prototype.
    /// </summary>
    /// <exception cref="ProbeException">The kernel does not have the function.</exception>
    public void HangOn(string function)
    {
        foreach (var (program, name) in Programs().Where(p => p.Name.StartsWith(SyscallPrefix, StringComparison.Ordinal)))
        {
            _ = LibBpf.SetExpectedAttachType(program, LibBpf.AttachTypeFunctionExit);
            if (LibBpf.SetAttachTarget(program, 0, function) != 0)
                throw new ProbeException($"{name} cannot hang on {function}: {LibBpfLog.Tail(1)}");
        }
    }

    /// <summary>
    /// Loads an entry program and programs for kinds of system calls once more, for other hooks. They work with the maps of these. Only the table
    /// of programs is their own, since the kernel keeps tables of programs on different hooks apart.
    /// </summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="handlers">Those that it goes over to.</param>
    /// <param name="function">On whose end they hang; null for the place that all calls pass.</param>
    /// <exception cref="ProbeException">The kernel does not take them.</exception>
    public ProbeObject Copy(string entry, IReadOnlyCollection<string> handlers, string? function)
    {
        LibBpfLog.Start();
        var copy = Open();
        try
        {
            foreach (var (program, name) in copy.Programs())
                _ = LibBpf.SetAutoload(program, name == entry || handlers.Contains(name));
            if (function is not null)
                copy.HangOn(function);
            copy.UseMapsOf(this);
            if (!copy.Load())
                throw new ProbeException($"the kernel does not take {entry} once more: {LibBpfLog.Tail(5)}");
            copy.FillHandlers();
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    /// <summary>Attaches a program to its hook.</summary>
    /// <exception cref="ProbeException">The kernel does not let it.</exception>
    public nint Attach(string name)
    {
        nint link = LibBpf.Attach(Programs().First(p => p.Name == name).Program);
        return link != 0 ? link : throw new ProbeException($"{name} cannot be attached: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Programs that the kernel has taken, by their descriptors.</summary>
    public IEnumerable<(int Descriptor, string Name)> Loaded() =>
        Programs().Select(p => (Descriptor: LibBpf.ProgramDescriptor(p.Program), p.Name)).Where(p => p.Descriptor >= 0);

    /// <summary>Names of the programs for kinds of system calls that the kernel has taken.</summary>
    public HashSet<string> LoadedHandlers() =>
    [
        .. Loaded().Where(p => p.Name.StartsWith(SyscallPrefix, StringComparison.Ordinal) && !Entries.Contains(p.Name)).Select(p => p.Name),
    ];

    /// <summary>Puts the programs for kinds of system calls where the entry program finds them.</summary>
    public void FillHandlers()
    {
        int handlers = MapDescriptor(HandlerTable);
        foreach (var (descriptor, name) in Loaded())
        {
            if (!Enum.TryParse<Handler>(name.Replace(SyscallPrefix, "", StringComparison.Ordinal), ignoreCase: true, out var handler))
                continue;
            int key = (int)handler;
            if (LibBpf.UpdateElement(handlers, &key, &descriptor, 0) != 0)
                throw new ProbeException($"program {name}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle != 0)
            LibBpf.CloseObject(handle);
        handle = 0;
    }

    private static byte[] ReadFile()
    {
        using var stream = typeof(ProbeObject).Assembly.GetManifestResourceStream("probe.bpf.o")
            ?? throw new ProbeException("this build contains no probe");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void UseMapsOf(ProbeObject other)
    {
        for (nint map = LibBpf.NextMap(handle, 0); map != 0; map = LibBpf.NextMap(handle, map))
        {
            string name = Name(LibBpf.MapName(map));
            if (name != HandlerTable && LibBpf.ReuseMap(map, other.MapDescriptor(name)) != 0)
                throw new ProbeException($"the probe's {name} cannot be shared: {LibBpfLog.Tail(1)}");
        }
    }

    private static string NameOf(nint program) => Name(LibBpf.ProgramName(program));

    private static string Name(byte* name) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
}
