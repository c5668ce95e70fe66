using System.Net;

namespace Saker.Sensor.Configuration;

/// <summary>The web server for health and metrics (<c>webserver</c>).</summary>
/// <param name="Enabled">Whether there is one.</param>
/// <param name="Address">Address that it listens on.</param>
/// <param name="Port">Port that it listens on.</param>
/// <param name="HealthPath">Path that tells whether it is alive.</param>
/// <param name="HasMetrics">Whether there is <c>/metrics</c>.</param>
/// <param name="Certificate">File with certificate and key in PEM, for TLS; null for none.</param>
/// <param name="Threads">Requests that are answered at once.</param>
public sealed record WebOptions(bool Enabled, IPAddress Address, int Port, string HealthPath, bool HasMetrics, string? Certificate, int Threads)
{
    /// <summary>Reads the options out of a configuration.</summary>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static WebOptions From(ConfigTree config)
    {
        string address = config.Text("webserver.listen_address") ?? "0.0.0.0";
        string path = config.Text("webserver.k8s_healthz_endpoint") ?? "/healthz";
        int threads = (int)config.Number("webserver.threadiness", 0, 0, 1024);
        return new WebOptions(
            config.Bool("webserver.enabled", false),
            IPAddress.TryParse(address, out var parsed) ? parsed
                : throw config.Error("webserver.listen_address", $"expected an IPv4 or IPv6 address, not '{address}'"),
            (int)config.Number("webserver.listen_port", 8765, 0, 65535),
            path.StartsWith('/') ? path : throw config.Error("webserver.k8s_healthz_endpoint", $"expected a path that begins with a slash, not '{path}'"),
            config.Bool("webserver.prometheus_metrics_enabled", false),
            config.Bool("webserver.ssl_enabled", false) ? config.Text("webserver.ssl_certificate") ?? "/etc/falco/falco.pem" : null,
            threads == 0 ? Environment.ProcessorCount : threads);
    }
}
