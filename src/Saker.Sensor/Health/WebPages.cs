using System.Diagnostics;
using System.Globalization;
using Saker.Sensor.Metrics;

namespace Saker.Sensor.Health;

/// <summary>What a web server answers.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Type of the body.</param>
/// <param name="Body">The body.</param>
internal sealed record WebAnswer(int Status, string ContentType, string Body);

/// <summary>What there is to see: whether the sensor is alive, whether it sees, versions, numbers.</summary>
/// <param name="status">How the sensor is doing.</param>
internal sealed class WebPages(SensorStatus status)
{
    private const string Json = "application/json";

    /// <summary>The answer to a request.</summary>
    public WebAnswer Get(string path)
    {
        if (path == status.Options.Web.HealthPath)
            return new WebAnswer(200, Json, "{\"status\": \"ok\"}");
        return path switch
        {
            "/readyz" => Readiness(),
            "/versions" => new WebAnswer(200, Json, ProductVersion.ToJson()),
            "/metrics" when status.Options.Metrics.Enabled && status.Options.Web.HasMetrics => new WebAnswer(
                200, PrometheusText.ContentType, PrometheusText.Of(SensorMetrics.Collect(status, status.Options.Metrics.Families))),
            _ => new WebAnswer(404, "text/plain", "there is nothing here\n"),
        };
    }

    /// <summary>Lets a canary go and waits for it.</summary>
    private WebAnswer Readiness()
    {
        if (status.Canary is not { } canary)
            return new WebAnswer(200, Json, "{\"status\": \"ok\"}");
        long asked = Stopwatch.GetTimestamp();
        canary.Want();
        // The canary has its own patience; a reader that does not come round to it has none left either.
        bool isBack = SpinWait.SpinUntil(() => canary.LastReturn > asked, 2 * Canary.Patience);
        return isBack
            ? new WebAnswer(200, Json, string.Create(CultureInfo.InvariantCulture, $"{{\"status\": \"ok\", \"canary_ms\": {canary.LastDelay.TotalMilliseconds:F1}}}"))
            : new WebAnswer(503, Json, "{\"status\": \"a system call of the sensor itself did not come back through the probe\"}");
    }
}
