using System.Runtime.InteropServices;

namespace Saker.Kernel;

/// <summary>
/// Hangs the probe on the ends of just those functions that carry out watched system calls; all other calls on the machine cost what they
/// cost without it. Each function has a program of a few instructions of its own, which goes over to the entry program. What seccomp answers
/// gets to no function, and is met where seccomp decides.
/// </summary>
/// <remarks>This takes trampolines, which most kernels for 64-bit processors have, and which a security policy may keep from use.</remarks>
internal sealed unsafe class FunctionHooks : IDisposable
{
    // The end of a function does not have its result at hand on older ones.
    private static readonly Version oldestKernel = new(5, 17);

    // Where calls without arguments are met, and the program that knows them.
    private static readonly Dictionary<string, (string Function, string Handler)> bareCalls = new()
    {
        ["setsid"] = ("ksys_setsid", "syscall_listed"),
        ["fork"] = ("kernel_clone", "syscall_clone"),
        ["vfork"] = ("kernel_clone", "syscall_clone"),
    };

    private readonly SyscallFunctions functions;
    private readonly Dictionary<uint, Hook> hooks = [];
    private readonly Dictionary<uint, int> entries = [];
    private readonly HashSet<string> met = [];
    private readonly List<ProbeObject> copies = [];
    private readonly List<nint> links = [];
    private ProbeObject first = null!;

    private FunctionHooks(SyscallFunctions functions) => this.functions = functions;

    /// <summary>The function that stands for all whose prototype most share.</summary>
    public string Usual => functions.Usual.Name;

    /// <summary>Finds out whether this kernel lets programs hang on functions.</summary>
    /// <returns>Null when it does not.</returns>
    public static FunctionHooks? Find()
    {
        if (Environment.OSVersion.Version < oldestKernel || !HookProgram.AreAllowed || SyscallFunctions.Read() is not { } functions)
            return null;
        using var trial = Hook.On(functions.Usual, HookProgram.Empty);
        return trial is null ? null : new FunctionHooks(functions);
    }

    /// <summary>Takes over the loaded probe, whose programs hang on no function yet, and begins to report calls that seccomp answers.</summary>
    /// <exception cref="ProbeException">The kernel does not take the programs for that.</exception>
    public void Begin(ProbeObject loaded)
    {
        first = loaded;
        entries[functions.Usual.Prototype] = MakeEntry(loaded);
        Meet(ProbeObject.RefusedCalls, "__secure_computing", loaded.LoadedHandlers());
    }

    /// <summary>Whether a call can be met at a function. Whoever wants one that cannot needs the place that all calls pass.</summary>
    /// <param name="number">Its native number.</param>
    public bool CanHook(int number) => functions.Has(number) || bareCalls.ContainsKey(functions.StemOf(number));

    /// <summary>Hangs on to a system call, or lets go of it.</summary>
    /// <param name="number">Its native number.</param>
    /// <param name="watched">Whether anybody wants it.</param>
    /// <returns>Functions that the kernel does not let us hang on.</returns>
    public IReadOnlyList<RefusedProgram> Follow(int number, bool watched)
    {
        List<RefusedProgram> refused = [];
        if (watched && !functions.Has(number) && bareCalls.TryGetValue(functions.StemOf(number), out var bare) && met.Add(bare.Function))
            Meet(ProbeObject.BareCalls, bare.Function, [bare.Handler]);
        foreach (var function in functions.Of(number))
        {
            if (hooks.TryGetValue(function.Id, out var hook))
            {
                if (hook.Follow(number, watched))
                    continue;
                hook.Dispose();
                hooks.Remove(function.Id);
            }
            else if (watched)
            {
                if (Hook.On(function, HookProgram.GoingOverTo(EntryFor(function))) is { } made)
                {
                    made.Follow(number, true);
                    hooks.Add(function.Id, made);
                }
                else
                {
                    refused.Add(new RefusedProgram(function.Name, $"cannot be attached: {Marshal.GetLastPInvokeErrorMessage()}; all calls pass the probe instead"));
                }
            }
        }

        return refused;
    }

    /// <summary>Its programs in the kernel, by their descriptors.</summary>
    public IEnumerable<(int Descriptor, string Name)> Loaded() => hooks.Values.Select(h => (h.Program, h.Name)).Concat(copies.SelectMany(c => c.Loaded()));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hook in hooks.Values)
            hook.Dispose();
        hooks.Clear();
        foreach (nint link in links)
            LibBpf.DestroyLink(link);
        links.Clear();
        foreach (int entry in entries.Values)
            LibC.Close(entry);
        entries.Clear();
        foreach (var copy in copies)
            copy.Dispose();
        copies.Clear();
    }

    /// <summary>The table with the entry program for functions of a prototype. Nearly all have the same.</summary>
    private int EntryFor(SyscallFunction function)
    {
        if (!entries.TryGetValue(function.Prototype, out int entry))
            entries.Add(function.Prototype, entry = MakeEntry(Copy(ProbeObject.EntryProgram, function.Name, first.LoadedHandlers())));
        return entry;
    }

    private void Meet(string entry, string function, IReadOnlyCollection<string> handlers) => links.Add(Copy(entry, function, handlers).Attach(entry));

    private ProbeObject Copy(string entry, string function, IReadOnlyCollection<string> handlers)
    {
        var copy = first.Copy(entry, handlers, function);
        copies.Add(copy);
        return copy;
    }

    private static int MakeEntry(ProbeObject programs)
    {
        int entry = LibBpf.CreateMap(LibBpf.MapTypeProgramArray, "entry", sizeof(uint), sizeof(uint), 1, null);
        int key = 0;
        int program = programs.Loaded().First(p => p.Name == ProbeObject.EntryProgram).Descriptor;
        return entry >= 0 && LibBpf.UpdateElement(entry, &key, &program, 0) == 0
            ? entry
            : throw new ProbeException($"the table of the entry program: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>A program on the end of a function, and which calls are watched by it.</summary>
    private sealed class Hook(string name, int program, int link) : IDisposable
    {
        private readonly HashSet<int> calls = [];

        public string Name => name;

        public int Program => program;

        /// <summary>Puts a program on a function.</summary>
        /// <returns>Null when the kernel does not let it.</returns>
        public static Hook? On(SyscallFunction function, ReadOnlySpan<HookProgram.Instruction> instructions)
        {
            int program = HookProgram.Load(function, instructions);
            int link = program < 0 ? -1 : LibBpf.OpenRawTracepoint(null, program);
            if (link >= 0)
                return new Hook(function.Name, program, link);
            if (program >= 0)
                LibC.Close(program);
            return null;
        }

        /// <summary>Notes whether a call is watched.</summary>
        /// <returns>Whether any is.</returns>
        public bool Follow(int number, bool watched)
        {
            _ = watched ? calls.Add(number) : calls.Remove(number);
            return calls.Count > 0;
        }

        public void Dispose()
        {
            LibC.Close(link);
            LibC.Close(program);
        }
    }
}
