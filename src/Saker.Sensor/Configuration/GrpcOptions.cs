using System.Net;

namespace Saker.Sensor.Configuration;

/// <summary>Where the stream of alerts is served by gRPC (<c>saker.stream.grpc</c>).</summary>
/// <param name="Address">The address; null for a socket.</param>
/// <param name="SocketPath">Path of the Unix socket; null for an address.</param>
/// <param name="Certificate">File with certificate and key in PEM, for TLS; null for none.</param>
/// <param name="ClientAuthority">File with the authorities that subscribers' certificates are checked by; null when they need none.</param>
public sealed record GrpcOptions(IPEndPoint? Address, string? SocketPath, string? Certificate, string? ClientAuthority)
{
    private const string Scheme = "unix://";

    /// <summary>Reads the options out of a configuration; null when there is no gRPC.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static GrpcOptions? From(ConfigTree config)
    {
        const string key = "saker.stream.grpc.address";
        if (config.Text(key) is not { Length: > 0 } address)
            return null;
        string? certificate = config.Text("saker.stream.grpc.certificate"), authority = config.Text("saker.stream.grpc.client_ca");
        if (authority is not null && certificate is null)
            throw config.Error("saker.stream.grpc.client_ca", "subscribers show certificates only where TLS is spoken: set saker.stream.grpc.certificate");
        if (address.StartsWith(Scheme, StringComparison.Ordinal) && address[Scheme.Length..] is ['/', ..] path)
            return new GrpcOptions(null, path, certificate, authority);
        return IPEndPoint.TryParse(address, out var endpoint) && endpoint.Port > 0 ? new GrpcOptions(endpoint, null, certificate, authority)
            : throw config.Error(key, $"expected an IP address with a port, such as 127.0.0.1:5060, or unix:///path, not '{address}'");
    }
}
