using System.Text;

namespace Saker.Events.Captures;

/// <summary>Options of a section header, as pcapng has them: <c>u16 code; u16 length; text; padding</c>.</summary>
internal static class SectionOptions
{
    /// <summary>The program that wrote the file.</summary>
    public const ushort Application = 4;

    /// <summary>The text of an option; empty when there is none.</summary>
    public static string Find(BlockCursor options, ushort wanted)
    {
        while (options.Left >= 4)
        {
            int code = options.Read<ushort>();
            int length = options.Read<ushort>();
            if (code == 0 || options.Left < length)
                break;
            var text = options.Take(length);
            if (code == wanted)
                return Encoding.UTF8.GetString(text).TrimEnd('\0');
            options.Take(Math.Min(options.Left, -length & 3));
        }

        return "";
    }

    /// <summary>Appends one option and the end of all.</summary>
    public static void Write(BlockBuilder block, ushort code, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        block.Add(code).AddText(bytes).Pad().Add(0u);
    }
}
