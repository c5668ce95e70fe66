using System.Text;
using Saker.Events;

namespace Saker.Kernel.Tests;

/// <summary>A record that has been copied out of its ring, and what it says.</summary>
internal sealed unsafe class Recorded
{
    private readonly byte[] bytes;
    private readonly Event view = new();

    public Recorded(ReadOnlySpan<byte> record)
    {
        bytes = GC.AllocateUninitializedArray<byte>(record.Length, pinned: true);
        record.CopyTo(bytes);
        fixed (byte* start = bytes)
            Valid = view.Attach(start, bytes.Length, 1);
    }

    public bool Valid { get; }

    public Event Event => view;

    public EventCode Code => view.Code;

    public FactHeader Facts => view.Facts;

    public long Tid => view.Tid;

    public int Index(string param)
    {
        for (int i = 0; i < view.Info.Params.Length; i++)
        {
            if (view.Info.Params[i].Name == param)
                return i;
        }

        throw new ArgumentException($"{view.Code} has no {param}");
    }

    public long Number(string param) => view.TryGetNumber(Index(param), out long value) ? value : throw new InvalidDataException($"{view.Code} has an empty {param}");

    /// <summary>The flags of an opening that tell in which layer of the file system the file lies, which hangs on where the tests run.</summary>
    public long Layers => Number("flags") & Flags.Of("file_flags", "FD_UPPER_LAYER", "FD_LOWER_LAYER");

    public string Text(string param) => Encoding.UTF8.GetString(view.Text(Index(param)));

    public bool IsEmpty(string param) => view.Param(Index(param)).IsEmpty;

    public byte[] Bytes(string param) => view.Param(Index(param)).ToArray();

    public string[] Strings(string param) => Encoding.UTF8.GetString(view.Param(Index(param))).TrimEnd('\0').Split('\0');

    public DescriptorFact Descriptor(string param) =>
        view.TryGetDescriptor(Index(param), out var fact) ? fact : throw new InvalidDataException($"{view.Code} says nothing of the descriptor in {param}");

    public string Fact(FactKind kind, string param) => Encoding.UTF8.GetString(view.Fact(kind, Index(param)));

    public ProcessFact Process(string param)
    {
        var payload = view.Fact(FactKind.Process, Index(param));
        return payload.IsEmpty ? default : System.Runtime.InteropServices.MemoryMarshal.Read<ProcessFact>(payload);
    }

    public override string ToString()
    {
        var text = new StringBuilder($"{view.Code} tid={view.Tid} tgid={Facts.Tgid}");
        for (int i = 0; i < view.Info.Params.Length; i++)
        {
            var param = view.Info.Params[i];
            text.Append(' ').Append(param.Name).Append('=');
            if (param.Type is ParamType.CharBuf or ParamType.FsPath or ParamType.FsRelPath or ParamType.ByteBuf or ParamType.CharBufArray)
                text.Append(Encoding.UTF8.GetString(view.Text(i)).Replace('\0', '|'));
            else if (view.TryGetNumber(i, out long value))
                text.Append(value);
            else
                text.Append(Convert.ToHexString(view.Param(i)));
        }

        return text.ToString();
    }
}
