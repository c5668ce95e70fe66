using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saker.Forwarder.Encodings;

/// <summary>How JSON is written: letters as they are, so that people can read it.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
