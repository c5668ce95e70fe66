using System.Security.Cryptography;
using System.Text;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>Signs with a shared key, as connection strings hold it: https://learn.microsoft.com/en-us/rest/api/eventhub/generate-sas-token</summary>
internal sealed class SharedAccess : IRequestSigner
{
    private static readonly TimeSpan lifetime = TimeSpan.FromHours(1);

    private readonly string name;
    private readonly string key;

    private SharedAccess(Uri endpoint, string name, string key, string? entity)
    {
        Endpoint = endpoint;
        this.name = name;
        this.key = key;
        Entity = entity;
    }

    /// <summary>Where the namespace is.</summary>
    public Uri Endpoint { get; }

    /// <summary>The hub, queue or topic, where the string names one.</summary>
    public string? Entity { get; }

    /// <summary>Takes a connection string apart.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public static SharedAccess Of(Section settings, string key)
    {
        var parts = settings.Text(key).Split(';', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).Where(p => p.Length == 2)
            .ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        return parts.TryGetValue("Endpoint", out string? endpoint) && Uri.TryCreate(endpoint, UriKind.Absolute, out var address)
            && parts.TryGetValue("SharedAccessKeyName", out string? name) && parts.TryGetValue("SharedAccessKey", out string? secret)
            // sb:// is what the strings say; http:// is for emulators.
            ? new SharedAccess(address.Scheme is "http" ? address : new Uri($"https://{address.Authority}/"), name, secret, parts.GetValueOrDefault("EntityPath"))
            : throw settings.Error(key, "a connection string with Endpoint, SharedAccessKeyName and SharedAccessKey is expected");
    }

    /// <inheritdoc/>
    public Task SignAsync(HttpRequestMessage request, HttpTransport transport, CancellationToken stop)
    {
        string resource = Uri.EscapeDataString(request.RequestUri!.GetLeftPart(UriPartial.Path));
        long expiry = (DateTimeOffset.UtcNow + lifetime).ToUnixTimeSeconds();
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        request.Headers.TryAddWithoutValidation("Authorization",
            $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn={Uri.EscapeDataString(name)}");
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}
