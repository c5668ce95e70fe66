using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Checks signatures as AWS does, from what was received:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. Every header beginning with x-amz has to be signed.
/// </summary>
internal static partial class AwsVerifier
{
    /// <summary>Why a signature is wrong; null when it is right.</summary>
    /// <param name="seen">The request.</param>
    /// <param name="id">The access key.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="region">The region.</param>
    /// <param name="service">The service.</param>
    /// <param name="body">The body where it is no text.</param>
    public static string? Problem(Seen seen, string id, string secret, string region, string service, byte[]? body = null)
    {
        if (Authorization().Match(seen.Headers.GetValueOrDefault("Authorization", "")) is not { Success: true } authorization)
            return "there is no signature of version 4";
        string date = seen.Headers["X-Amz-Date"];
        if (authorization.Groups["scope"].Value != $"{id}/{date[..8]}/{region}/{service}/aws4_request")
            return $"its scope is {authorization.Groups["scope"].Value}";
        string[] signed = authorization.Groups["headers"].Value.Split(';');
        string[] needed = ["host", .. seen.Headers.Keys.Select(k => k.ToLowerInvariant()).Where(k => k.StartsWith("x-amz-", StringComparison.Ordinal))];
        if (needed.Except(signed).FirstOrDefault() is { } unsigned)
            return $"{unsigned} is not signed";
        string payload = Hex(SHA256.HashData(body ?? Encoding.UTF8.GetBytes(seen.Body)));
        if (service == "s3" && seen.Headers.GetValueOrDefault("X-Amz-Content-Sha256") != payload)
            return "the body is not what its hash was made of";
        // The path as it came, which for all but storage is escaped once more.
        string path = service == "s3" ? seen.Target : seen.Target.Replace("%", "%25", StringComparison.Ordinal);
        var canonical = new StringBuilder($"{seen.Method}\n{path}\n\n");
        foreach (string name in signed.Order(StringComparer.Ordinal))
            canonical.Append($"{name}:{seen.Headers[name].Trim()}\n");
        canonical.Append($"\n{string.Join(';', signed)}\n{payload}");
        byte[] key = HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secret), Encoding.UTF8.GetBytes(date[..8]));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        key = HMACSHA256.HashData(key, "aws4_request"u8);
        string toSign = $"AWS4-HMAC-SHA256\n{date}\n{date[..8]}/{region}/{service}/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign))) == authorization.Groups["signature"].Value ? null : "the signature is another";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=(?<scope>[^,]+), SignedHeaders=(?<headers>[a-z0-9;-]+), Signature=(?<signature>[0-9a-f]{64})$")]
    private static partial Regex Authorization();
}
