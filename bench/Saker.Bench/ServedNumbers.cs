using System.Diagnostics;
using System.Globalization;
using Saker.Bench.Applications;

namespace Saker.Bench;

/// <summary>The numbers that a sensor serves about itself.</summary>
internal sealed class ServedNumbers : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client = new();
    private readonly int port = Application.FreePort();

    /// <summary>What the sensor is to be told.</summary>
    public string[] Options =>
    [
        "-o", "webserver.enabled=true", "-o", $"webserver.listen_port={port}", "-o", "webserver.prometheus_metrics_enabled=true",
        "-o", "metrics.enabled=true", "-o", "metrics.interval=1h",
    ];

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>The number of this name; the sum where there are several. A sensor that is ready may take a moment more to serve.</summary>
    public double Read(string name) => Page().Split('\n')
        .Where(l => l.StartsWith(name, StringComparison.Ordinal))
        .Sum(l => double.Parse(l.AsSpan(l.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));

    private string Page()
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return client.GetStringAsync($"http://127.0.0.1:{port}/metrics").GetAwaiter().GetResult();
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(start) < patience)
            {
                Thread.Sleep(20);
            }
        }
    }
}
