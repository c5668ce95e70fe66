using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Saker.Forwarder.Transports;

/// <summary>Who signs: an access key with its secret, and a token where they are temporary.</summary>
internal sealed record AwsKeys(string Id, string Secret, string? Token);

/// <summary>Signs requests with version 4 of AWS's signature: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
/// <param name="Region">The region: <c>eu-central-1</c>.</param>
/// <param name="Service">The service's name in signatures: <c>sqs</c>.</param>
internal sealed record AwsSignature(string Region, string Service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the headers of the signature. All headers of the request that are there by then are signed.</summary>
    /// <param name="request">The request, with whatever headers it is to have.</param>
    /// <param name="body">Its body.</param>
    /// <param name="keys">Who signs.</param>
    /// <param name="now">When.</param>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, AwsKeys keys, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        request.Headers.Host = request.RequestUri!.Authority;
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (keys.Token is not null)
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", keys.Token);
        string payload = Hash(body);
        // Storage wants it as a header, too.
        if (Service == "s3")
            request.Headers.TryAddWithoutValidation("X-Amz-Content-Sha256", payload);

        var headers = request.Headers.Concat(request.Content?.Headers.Where(h => h.Key == "Content-Type") ?? [])
            .Where(h => h.Key is not "User-Agent").Select(h => (Name: h.Key.ToLowerInvariant(), Value: string.Join(',', h.Value.Select(v => v.Trim()))))
            .OrderBy(h => h.Name, StringComparer.Ordinal).ToArray();
        string signed = string.Join(';', headers.Select(h => h.Name));
        string canonical = string.Join('\n', request.Method.Method, Path(request.RequestUri), Query(request.RequestUri),
            string.Concat(headers.Select(h => $"{h.Name}:{h.Value}\n")), signed, payload);
        string scope = $"{time[..8]}/{Region}/{Service}/aws4_request";
        string toSign = string.Join('\n', Algorithm, time, scope, Hash(Encoding.UTF8.GetBytes(canonical)));
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + keys.Secret);
        foreach (string part in scope.Split('/'))
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        string signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={keys.Id}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    /// <summary>Paths are escaped once more, but for storage.</summary>
    private string Path(Uri address) => Service == "s3" ? address.AbsolutePath
        : string.Join('/', address.AbsolutePath.Split('/').Select(Uri.EscapeDataString));

    private static string Query(Uri address) => string.Join('&', address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
