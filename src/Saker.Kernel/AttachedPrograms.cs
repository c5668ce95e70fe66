using System.Globalization;

namespace Saker.Kernel;

/// <summary>The programs that another process has loaded: the kernel lists them with the process's descriptors.</summary>
public static unsafe class AttachedPrograms
{
    private const int NameOffset = 64;
    private const int NameLength = 16;
    private const int RunTimeOffset = 192;
    private const int RunCountOffset = 200;
    private const int InfoSize = 208;

    /// <summary>The programs of a process, with what the kernel counts of them; none when they may not be looked at.</summary>
    public static IReadOnlyList<ProgramRuns> Of(int process)
    {
        var programs = new List<ProgramRuns>();
        byte* info = stackalloc byte[InfoSize];
        foreach (uint id in Ids(process))
        {
            int descriptor = LibBpf.OpenProgram(id);
            if (descriptor < 0)
                continue;
            uint size = InfoSize;
            new Span<byte>(info, InfoSize).Clear();
            if (LibBpf.ObjectInfo(descriptor, info, &size) == 0)
                programs.Add(new ProgramRuns(NameIn(info), *(long*)(info + RunCountOffset), *(long*)(info + RunTimeOffset)));
            LibC.Close(descriptor);
        }

        return programs;
    }

    private static IEnumerable<uint> Ids(int process)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles($"/proc/{process}/fdinfo");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        // Links name the program that they attach in the same way.
        return files.SelectMany(Lines).Where(l => l.StartsWith("prog_id:", StringComparison.Ordinal))
            .Select(l => uint.Parse(l[8..].Trim(), CultureInfo.InvariantCulture)).Distinct().Order();
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has closed it meanwhile.
            return [];
        }
    }

    private static string NameIn(byte* info)
    {
        var name = new ReadOnlySpan<byte>(info + NameOffset, NameLength);
        int end = name.IndexOf((byte)0);
        return System.Text.Encoding.ASCII.GetString(end < 0 ? name : name[..end]);
    }
}
