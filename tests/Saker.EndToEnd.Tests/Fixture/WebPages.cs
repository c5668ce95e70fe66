using System.Globalization;
using Saker.Forwarder.Tests.Servers;

namespace Saker.EndToEnd.Tests.Fixture;

/// <summary>The web server of a sensor, and its numbers.</summary>
internal sealed class WebPages
{
    /// <summary>Where it listens.</summary>
    public int Port { get; } = LoopbackPort.Free();

    /// <summary>Lines of the configuration that switch it on.</summary>
    public string Config => $$"""
        webserver: {enabled: true, listen_address: 127.0.0.1, listen_port: {{Port}}, prometheus_metrics_enabled: true}
        metrics: {enabled: true}

        """;

    /// <summary>A page, such as <c>/readyz</c>.</summary>
    public string Get(string page)
    {
        using var client = new HttpClient();
        return client.GetStringAsync($"http://127.0.0.1:{Port}{page}", TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>A number that there is once.</summary>
    /// <param name="name">Its name, with its labels.</param>
    public long Number(string name) => Sum(name);

    /// <summary>Numbers of one moment together, each of which there is once.</summary>
    public long Sum(params string[] names)
    {
        string[] lines = Get("/metrics").Split('\n');
        return names.Sum(name => lines.Where(l => l.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(l => long.Parse(l[(name.Length + 1)..], CultureInfo.InvariantCulture)).Single());
    }
}
