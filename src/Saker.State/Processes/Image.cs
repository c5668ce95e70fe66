using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// What an exec fixed: program, arguments, environment, and what the kernel knew of the executable. Immutable and counted, so that
/// forks and threads share it; outside the managed heap.
/// </summary>
public unsafe struct Image
{
    private int references;
    private int exePathLength;
    private int exeLength;
    private int commandLineLength;
    private int exeLineLength;
    private int argsLength;
    private SharedText environment;

    /// <summary>How many arguments follow the program name.</summary>
    public int ArgCount;

    /// <summary>Inode of the executable, 0 when unknown.</summary>
    public ulong Inode;

    /// <summary>Change time of the inode, nanoseconds since 1970.</summary>
    public ulong InodeChanged;

    /// <summary>Modification time of the file, nanoseconds since 1970.</summary>
    public ulong InodeModified;

    /// <summary>What the kernel said of the executable.</summary>
    public ImageFlags Flags;

    /// <summary>Number of this image among all: equal numbers are one exec.</summary>
    public ulong Serial;

    /// <summary>Path of the executable as the kernel resolved it.</summary>
    public readonly ReadOnlySpan<byte> ExePath => Part(0, exePathLength);

    /// <summary>The name it was called by: argument 0.</summary>
    public readonly ReadOnlySpan<byte> Exe => ExeLine[..exeLength];

    /// <summary>Command name and arguments, split by blanks.</summary>
    public readonly ReadOnlySpan<byte> CommandLine => Part(exePathLength, commandLineLength);

    /// <summary>Argument 0, a blank, and the arguments, split by blanks.</summary>
    public readonly ReadOnlySpan<byte> ExeLine => Part(exePathLength + commandLineLength, exeLineLength);

    /// <summary>The arguments after argument 0, split by blanks.</summary>
    public readonly ReadOnlySpan<byte> JoinedArgs => ExeLine[(exeLength + 1)..];

    /// <summary>The arguments after argument 0, each with its zero byte.</summary>
    public readonly ReadOnlySpan<byte> Args => Part(exePathLength + commandLineLength + exeLineLength, argsLength);

    /// <summary>The environment, each <c>NAME=value</c> with its zero byte.</summary>
    public readonly ReadOnlySpan<byte> Environment => environment.Span;

    private readonly int Size => exePathLength + commandLineLength + exeLineLength + argsLength;

    /// <summary>Makes an image with one reference.</summary>
    internal static Image* Create(
        ReadOnlySpan<byte> comm, ReadOnlySpan<byte> exe, ReadOnlySpan<byte> exePath, ReadOnlySpan<byte> args, ReadOnlySpan<byte> env,
        ulong serial)
    {
        var joined = args.Length > 0 && args[^1] == 0 ? args[..^1] : args;
        bool hasArgs = args.Length > 0;
        int commandLine = comm.Length + (hasArgs ? 1 + joined.Length : 0);
        int exeLine = exe.Length + 1 + joined.Length;
        var image = (Image*)NativeMemory.AllocZeroed(
            (nuint)(sizeof(Image) + exePath.Length + commandLine + exeLine + args.Length));
        image->references = 1;
        image->exePathLength = exePath.Length;
        image->exeLength = exe.Length;
        image->commandLineLength = commandLine;
        image->exeLineLength = exeLine;
        image->argsLength = args.Length;
        image->environment = SharedText.Create(env);
        image->ArgCount = hasArgs ? joined.Count((byte)0) + 1 : 0;
        image->Serial = serial;
        byte* at = (byte*)(image + 1);
        Put(ref at, exePath);
        Put(ref at, comm);
        if (hasArgs)
        {
            *at++ = (byte)' ';
            PutJoined(ref at, joined);
        }

        Put(ref at, exe);
        *at++ = (byte)' ';
        PutJoined(ref at, joined);
        Put(ref at, args);
        return image;
    }

    internal static Image* Share(Image* image)
    {
        image->references++;
        return image;
    }

    internal static void Release(Image* image)
    {
        if (image == null || --image->references > 0)
            return;
        image->environment.Release();
        NativeMemory.Free(image);
    }

    /// <summary>Whether two say the same, whichever exec they come from.</summary>
    internal static bool AreEqual(Image* one, Image* other) =>
        one->exePathLength == other->exePathLength && one->exeLength == other->exeLength
        && one->commandLineLength == other->commandLineLength && one->ArgCount == other->ArgCount
        && one->Inode == other->Inode && one->InodeChanged == other->InodeChanged && one->InodeModified == other->InodeModified
        && one->Flags == other->Flags && one->Part(0, one->Size).SequenceEqual(other->Part(0, other->Size))
        && one->Environment.SequenceEqual(other->Environment);

    /// <summary>Keeps one environment where two are equal.</summary>
    internal static void ShareEnvironment(Image* image, Image* from)
    {
        if (image->Environment.SequenceEqual(from->Environment))
            image->environment.SetShared(from->environment);
    }

    private readonly ReadOnlySpan<byte> Part(int offset, int length)
    {
        fixed (Image* self = &this)
            return new ReadOnlySpan<byte>((byte*)(self + 1) + offset, length);
    }

    private static void Put(ref byte* at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(new Span<byte>(at, bytes.Length));
        at += bytes.Length;
    }

    private static void PutJoined(ref byte* at, ReadOnlySpan<byte> list)
    {
        var target = new Span<byte>(at, list.Length);
        list.CopyTo(target);
        target.Replace((byte)0, (byte)' ');
        at += list.Length;
    }
}

/// <summary>What the kernel said of an executable at exec; bits as in the exec event's <c>flags</c>.</summary>
[Flags]
public enum ImageFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Whoever ran it may write to it.</summary>
    Writable = 1,
    /// <summary>It lies in the upper layer of an overlay.</summary>
    UpperLayer = 2,
    /// <summary>It lives in memory alone.</summary>
    FromMemfd = 4,
    /// <summary>It lies in a lower layer of an overlay.</summary>
    LowerLayer = 8,
}
