using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Kubernetes.Feeding;

/// <summary>Whom a sensor believes to be the watcher of its cluster.</summary>
internal static class Trust
{
    /// <summary>A handler that accepts certificates of some authorities only; those of the machine when none is named.</summary>
    public static SocketsHttpHandler Handler(string authorities)
    {
        var handler = new SocketsHttpHandler { KeepAlivePingDelay = TimeSpan.FromSeconds(30), KeepAlivePingTimeout = TimeSpan.FromSeconds(10) };
        if (authorities.Length == 0)
            return handler;
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authorities);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }
}
