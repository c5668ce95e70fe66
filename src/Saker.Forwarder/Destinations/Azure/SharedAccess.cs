using System.Security.Cryptography;
using System.Text;
using Saker.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>Signs with a shared key, as connection strings hold it: https://learn.microsoft.com/en-us/rest/api/eventhub/generate-sas-token</summary>
internal sealed class SharedAccess : IRequestSigner
{
    private static readonly TimeSpan lifetime = TimeSpan.FromHours(1);

    private readonly string name;
    private readonly string key;

    private SharedAccess(Uri endpoint, string name, string key, string? entity, bool isEmulator)
    {
        Endpoint = endpoint;
        this.name = name;
        this.key = key;
        Entity = entity;
        IsEmulator = isEmulator;
    }

    /// <summary>Where the namespace is: <c>sb://NAME.servicebus.windows.net/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>Whether it is one on a developer's machine, which speaks without TLS.</summary>
    public bool IsEmulator { get; }

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
            ? new SharedAccess(
                address, name, secret, parts.GetValueOrDefault("EntityPath"), "true".Equals(parts.GetValueOrDefault("UseDevelopmentEmulator"), StringComparison.OrdinalIgnoreCase))
            : throw settings.Error(key, "a connection string with Endpoint, SharedAccessKeyName and SharedAccessKey is expected");
    }

    /// <inheritdoc/>
    public Task SignAsync(HttpRequestMessage request, HttpTransport transport, CancellationToken stop)
    {
        request.Headers.TryAddWithoutValidation("Authorization", Token(request.RequestUri!.GetLeftPart(UriPartial.Path)).Text);
        return Task.CompletedTask;
    }

    /// <summary>A token for a resource; another one is to be used well before its end.</summary>
    public AccessToken Token(string address)
    {
        var now = DateTimeOffset.UtcNow;
        string resource = Uri.EscapeDataString(address);
        long expiry = (now + lifetime).ToUnixTimeSeconds();
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
        return new AccessToken($"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(signature)}&se={expiry}&skn={Uri.EscapeDataString(name)}", SteadyClock.Instance.GetUtcNow() + (lifetime / 2));
    }

    public void Dispose()
    {
    }
}
