namespace Saker.Alerts.Tests.Outputs.Ends;

/// <summary>An endpoint that is spoken to by TLS and thanks for every request, with a directory in which its certificates and those of a client lie.</summary>
internal sealed class SecureEnd : IDisposable
{
    private const string Thanks = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    public SecureEnd()
    {
        Certificates = new Certificates(Directory);
        Listener = new Listener(Certificates.Server, Thanks);
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("saker-secure-").FullName;

    public Certificates Certificates { get; }

    public Listener Listener { get; }

    public void Dispose()
    {
        Listener.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
