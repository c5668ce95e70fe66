using System.Net;
using Saker.Kernel;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Diagnosis;

/// <summary>What the web server of a running sensor says: whether it sees, and what it lost.</summary>
public static class WebExamination
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Asks the web server that a configuration describes.</summary>
    /// <param name="sensor">The configuration.</param>
    /// <param name="isExpected">Whether a sensor runs, so that it should answer.</param>
    public static IEnumerable<Finding> Of(SensorOptions sensor, bool isExpected)
    {
        const string check = "web server";
        var options = sensor.Web;
        if (!options.Enabled)
        {
            return isExpected
                ? [new Finding(check, FindingSeverity.Good, "off: what was lost, and whether events come through, is not known", "set webserver.enabled, webserver.prometheus_metrics_enabled and metrics.enabled")]
                : [];
        }

        if (!isExpected)
            return [];
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var client = new HttpClient(handler) { Timeout = patience, BaseAddress = AddressOf(options) };
        try
        {
            return [.. Readiness(client), .. Numbers(client, sensor)];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return [new Finding(check, FindingSeverity.Fatal, $"{client.BaseAddress} does not answer: {e.Message}", "see in the sensor's log why it does not listen there")];
        }
    }

    /// <summary>A server that listens on every address is asked on this machine's own.</summary>
    private static Uri AddressOf(WebOptions options)
    {
        var address = options.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : options.Address;
        return new Uri($"{(options.Certificate is null ? "http" : "https")}://{new IPEndPoint(address, options.Port)}");
    }

    private static IEnumerable<Finding> Readiness(HttpClient client)
    {
        var (status, body) = Get(client, "/readyz");
        yield return status == HttpStatusCode.OK
            ? new Finding("event flow", FindingSeverity.Good, "a system call of the sensor itself came back through the probe")
            : new Finding("event flow", FindingSeverity.Fatal, body, "start the sensor anew; if that does not help, see in its log which programs the kernel refused");
    }

    private static IEnumerable<Finding> Numbers(HttpClient client, SensorOptions sensor)
    {
        var (status, body) = Get(client, "/metrics");
        if (status != HttpStatusCode.OK)
            return [new Finding("losses", FindingSeverity.Good, "not known: there is no /metrics", "set webserver.prometheus_metrics_enabled and metrics.enabled")];
        var numbers = new ServedNumbers(body);
        return [.. Losses(numbers), .. BudgetExamination.Of(numbers, sensor), .. RuleExamination.Of(numbers)];
    }

    private static IEnumerable<Finding> Losses(ServedNumbers numbers)
    {
        long events = numbers["falcosecurity_scap_n_evts_total"], lost = numbers["falcosecurity_scap_n_drops_total"];
        yield return lost == 0
            ? new Finding("losses", FindingSeverity.Good, $"none of {events} events")
            : new Finding("losses", FindingSeverity.Degraded, $"{lost} of {events} events", "raise engine.modern_ebpf.buf_size_preset; see in saker_events_left_out_total whether the kernel plan is on, and with saker lint which rules keep it from working");
        long alerts = numbers["falcosecurity_falco_outputs_queue_num_drops_total"];
        yield return alerts == 0
            ? new Finding("lost alerts", FindingSeverity.Good, "none")
            : new Finding("lost alerts", FindingSeverity.Degraded, $"{alerts}", "raise outputs_queue.capacity, or see which output is slow");
        long reloads = numbers["saker_reloads_failed_total"];
        if (reloads > 0)
            yield return new Finding("reloads", FindingSeverity.Degraded, $"{reloads} failed; former rules may be in force", "check the files with saker --dry-run and the flags of the sensor");
    }

    private static (HttpStatusCode Status, string Body) Get(HttpClient client, string path)
    {
        using var answer = client.Send(new HttpRequestMessage(HttpMethod.Get, path));
        using var body = new StreamReader(answer.Content.ReadAsStream());
        return (answer.StatusCode, body.ReadToEnd());
    }
}
