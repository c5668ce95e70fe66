using System.Security.Cryptography;

namespace Saker.Sensor.Metrics;

/// <summary>SHA-256 of files at the time they were read, so that it can be seen from afar which ones are in force.</summary>
internal static class FileHashes
{
    /// <summary>Name of each file, and its hash in lower-case hexadecimal; empty when it is gone already.</summary>
    public static IReadOnlyList<(string Name, string Hash)> Of(IEnumerable<string> files) => [.. files.Select(f => (Path.GetFileName(f), Hash(f)))];

    private static string Hash(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
