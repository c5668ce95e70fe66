using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>An authority of the test's own, and what it certifies, as PEM files.</summary>
internal sealed class Certificates
{
    private readonly string directory;

    public Certificates(string directory)
    {
        this.directory = directory;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Authority = Write("authority", authority.ExportCertificatePem());
        Server = Issue(authority, "localhost");
        Client = Issue(authority, "sensor");
        ClientCertificate = Write("client", Client.ExportCertificatePem());
        ClientKey = Write("client-key", Client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public string Authority { get; }

    public string ClientCertificate { get; }

    public string ClientKey { get; }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var whole = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private string Write(string name, string pem)
    {
        string path = Path.Combine(directory, name + ".pem");
        File.WriteAllText(path, pem);
        return path;
    }
}
