using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>A certificate that vouches for itself.</summary>
internal static class SelfSigned
{
    /// <summary>Makes one of the name <c>sensor</c>.</summary>
    /// <returns>A file that holds it and its key, in PEM.</returns>
    public static string Write(string directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=sensor", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string path = Path.Combine(directory, "sensor.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return path;
    }
}
