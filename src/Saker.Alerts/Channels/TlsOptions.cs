using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Alerts.Channels;

/// <summary>Whom to trust at the other end of a connection, and who to be.</summary>
/// <param name="Insecure">Whether anybody is trusted.</param>
/// <param name="CaFile">PEM file with the authorities that are trusted, and no others; null for none.</param>
/// <param name="CaDirectory">Directory of such files; null for those of the system.</param>
/// <param name="ClientCertificate">PEM file with the certificate that is shown; null for none.</param>
/// <param name="ClientKey">PEM file with its key.</param>
public sealed record TlsOptions(bool Insecure, string? CaFile, string? CaDirectory, string? ClientCertificate, string? ClientKey)
{
    /// <summary>The system's trust and no certificate of one's own.</summary>
    public static TlsOptions Usual { get; } = new(false, null, null, null, null);

    /// <summary>What a connection is made with.</summary>
    /// <param name="host">Name that the other end has to prove.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no certificate or key.</exception>
    public SslClientAuthenticationOptions ForHost(string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (Insecure)
            options.RemoteCertificateValidationCallback = (_, _, _, errors) => Insecure || errors == SslPolicyErrors.None;
        else if (Authorities() is { } authorities)
            options.CertificateChainPolicy = Trusting(authorities);
        if (ClientCertificate is not null)
        {
            var certificate = X509Certificate2.CreateFromPemFile(ClientCertificate, ClientKey);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(ClientCertificate);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }

        return options;
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private X509Certificate2Collection? Authorities()
    {
        var authorities = new X509Certificate2Collection();
        if (CaFile is not null)
        {
            authorities.ImportFromPemFile(CaFile);
            return authorities.Count > 0 ? authorities : throw new CryptographicException($"{CaFile} holds no certificate in PEM");
        }

        if (CaDirectory is null)
            return null;
        foreach (string path in Directory.EnumerateFiles(CaDirectory).Where(p => Path.GetExtension(p) is ".pem" or ".crt" or ".cer" or ".0"))
            authorities.ImportFromPemFile(path);
        return authorities;
    }
}
