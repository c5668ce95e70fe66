using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saker.Forwarder.Encodings;

/// <summary>How JSON is written: letters as they are, so that people can read it.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same for what is written piece by piece.</summary>
    public static JsonWriterOptions Writing { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>JSON in UTF-8 that is written piece by piece, for what is too much to be built first.</summary>
    /// <param name="size">How many bytes it will be, about.</param>
    /// <param name="write">Writes it.</param>
    public static ReadOnlyMemory<byte> Written(int size, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(size);
        using (var json = new Utf8JsonWriter(buffer, Writing))
            write(json);
        return buffer.WrittenMemory;
    }
}
