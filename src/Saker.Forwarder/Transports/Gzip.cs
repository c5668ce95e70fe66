using System.IO.Compression;

namespace Saker.Forwarder.Transports;

/// <summary>Bodies of requests that are packed.</summary>
internal static class Gzip
{
    /// <summary>A body, packed.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }
}
