using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Transports;

/// <summary>
/// Whom an output trusts and who it is, from <c>checkcert</c>, <c>mutualtls</c>, files that the output names itself where it has keys for them, and
/// the keys at the top of the configuration.
/// </summary>
internal sealed class TlsTrust(Section root, Section own)
{
    private readonly bool isChecked = own.Flag("checkcert");
    private readonly bool isMutual = own.Flag("mutualtls");

    /// <summary>The key of those who speak TLS only when they are asked to.</summary>
    public static ConfigKey SwitchKey { get; } = ConfigKey.Flag("tls", "Speaks TLS; mutualtls does so, too.");

    /// <summary>The keys of those who may have files of their own.</summary>
    public static IReadOnlyList<ConfigKey> FileKeys { get; } =
    [
        ConfigKey.Text("certfile", "Certificate that is shown with mutualtls, instead of that of all outputs."),
        ConfigKey.Text("keyfile", "Its key."),
        ConfigKey.Text("cacertfile", "Authority that the server is checked by with mutualtls."),
    ];

    /// <summary>File with the authorities that are trusted besides those of the system; null for none.</summary>
    public string? AuthorityFile => isMutual ? MutualFile("cacertfile", "ca.crt") : root.Text("tlsclient.cacertfile") is { Length: > 0 } file ? file : null;

    /// <summary>File with the certificate that is shown with <c>mutualtls</c>.</summary>
    public string CertificateFile => MutualFile("certfile", "client.crt");

    /// <summary>File with its key.</summary>
    public string KeyFile => MutualFile("keyfile", "client.key");

    /// <summary>What connections are made with.</summary>
    /// <exception cref="ForwarderConfigException">A certificate cannot be used.</exception>
    public SslClientAuthenticationOptions ToClientOptions()
    {
        var options = new SslClientAuthenticationOptions();
        if (!isChecked && !isMutual)
            options.RemoteCertificateValidationCallback = (_, _, _, errors) => !isChecked || errors == SslPolicyErrors.None;
        else if (AuthorityFile is { } authority)
            options.RemoteCertificateValidationCallback = Trusting(Read(authority, Authorities));
        if (isMutual)
        {
            var certificate = Read(CertificateFile, f => X509Certificate2.CreateFromPemFile(f, KeyFile));
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        return options;
    }

    private string MutualFile(string key, string name) => own.Knows(key) && own.Text(key) is { Length: > 0 } file ? file : SharedFile(key, name);

    private string SharedFile(string key, string name) => root.Text($"mutualtlsclient.{key}") is { Length: > 0 } file ? file
        : Path.Combine(root.Text("mutualtlsfilespath"), name);

    private static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    private static T Read<T>(string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ForwarderConfigException($"{file} cannot be used as a certificate in PEM: {e.Message}", e);
        }
    }

    /// <summary>The system's authorities are trusted, and these besides.</summary>
    private static RemoteCertificateValidationCallback Trusting(X509Certificate2Collection authorities) => (_, certificate, presented, errors) =>
    {
        if (errors is SslPolicyErrors.None or not SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(new X509Certificate2(certificate));
    };
}
