using System.Runtime.InteropServices;
using System.Text;

namespace Saker.Kernel;

/// <summary>The few instructions that hang on the end of a kernel function. They differ in one number, so they are written here.</summary>
internal static unsafe class HookProgram
{
    private const byte LoadWide = 0x18, Move = 0xb7, Call = 0x85, Exit = 0x95;
    private const byte Result = 0, Second = 2, Third = 3;
    private const byte MapDescriptor = 1 << 4;
    private const int TailCall = 12;
    private const int NameLength = 15;
    private const int NotPermitted = 1;

    /// <summary>Does nothing.</summary>
    public static ReadOnlySpan<Instruction> Empty => new Instruction[] { new(Move, Result, 0), new(Exit, 0, 0) };

    /// <summary>
    /// Whether a security policy lets such programs be: asked with one for a hook that is none, which costs less than finding a hook and is
    /// refused for another reason where they are allowed.
    /// </summary>
    public static bool AreAllowed
    {
        get
        {
            int program = Load(new SyscallFunction(0, 0, "sys_none"), Empty);
            if (program >= 0)
                LibC.Close(program);
            return program >= 0 || Marshal.GetLastPInvokeError() != NotPermitted;
        }
    }

    /// <summary>Goes over, with its own context, to the first program of a table.</summary>
    /// <param name="table">Descriptor of the table.</param>
    public static ReadOnlySpan<Instruction> GoingOverTo(int table) => new Instruction[]
    {
        new(LoadWide, Second | MapDescriptor, table),
        new(0, 0, 0),
        new(Move, Third, 0),
        new(Call, 0, TailCall),
        new(Move, Result, 0),
        new(Exit, 0, 0),
    };

    /// <summary>Gives the kernel a program for the end of a function.</summary>
    /// <returns>Its descriptor, or less than 0 and the error.</returns>
    public static int Load(SyscallFunction function, ReadOnlySpan<Instruction> instructions)
    {
        var options = new LibBpf.LoadOptions
        {
            Size = (nuint)sizeof(LibBpf.LoadOptions),
            ExpectedAttachType = LibBpf.AttachTypeFunctionExit,
            AttachType = function.Id,
        };
        // The kernel keeps that much of a name; what is in front is the same for all.
        string name = function.Name[(function.Name.IndexOf("sys_", StringComparison.Ordinal) + 4)..];
        fixed (byte* named = Encoding.ASCII.GetBytes($"on_{name}"[..Math.Min(NameLength, name.Length + 3)] + '\0'))
        fixed (byte* license = "GPL\0"u8)
        fixed (Instruction* start = instructions)
            return LibBpf.LoadProgram(LibBpf.ProgramTypeTracing, named, license, start, (nuint)instructions.Length, &options);
    }

    /// <summary>An instruction of BPF.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Instruction(byte code, byte registers, int immediate)
    {
        private readonly byte code = code;
        private readonly byte registers = registers;
        private readonly short offset = 0;
        private readonly int immediate = immediate;
    }
}
