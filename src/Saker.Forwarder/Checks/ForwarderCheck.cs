using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Enrichment;
using Saker.Forwarder.Input;
using Saker.Forwarder.Input.Logs;
using Saker.Forwarder.Routing;
using YamlDotNet.RepresentationModel;

namespace Saker.Forwarder.Checks;

/// <summary>
/// Tries a configuration without a forwarder: reads it, asks for the addresses of every output's hosts, and delivers a test alert to each, once and
/// past all spools, which also tries its credentials. Logs that alerts are read from are asked whether they let one in; nothing is read.
/// </summary>
public static class ForwarderCheck
{
    /// <summary>Checks.</summary>
    /// <param name="configuration">The file in YAML; null for environment variables alone.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="warn">Told of keys that have no effect.</param>
    /// <param name="stop">Ends the check.</param>
    /// <returns>A result for each log and each output that is on.</returns>
    /// <exception cref="ForwarderConfigException">The configuration as a whole cannot be worked with.</exception>
    public static Task<IReadOnlyList<CheckResult>> RunAsync(string? configuration, Func<string, string?> variable, Action<string> warn, CancellationToken stop) =>
        RunAsync(SettingsReader.Read(DestinationCatalog.Keys, configuration, variable, warn), variable, stop);

    /// <summary>Checks the forwarder of a sensor.</summary>
    /// <param name="keys">Its configuration.</param>
    /// <param name="file">The file that it stands in, for messages.</param>
    /// <param name="variable">Gives the value of an environment variable.</param>
    /// <param name="warn">Told of keys that have no effect.</param>
    /// <param name="stop">Ends the check.</param>
    /// <returns>A result for each output that is on.</returns>
    /// <exception cref="ForwarderConfigException">The configuration as a whole cannot be worked with.</exception>
    public static Task<IReadOnlyList<CheckResult>> RunAsync(
        YamlMappingNode keys, string? file, Func<string, string?> variable, Action<string> warn, CancellationToken stop)
    {
        var settings = SettingsReader.Read(DestinationCatalog.Keys, keys, file, variable, warn);
        LogCatalog.RefuseWithinSensor(settings);
        return RunAsync(settings, variable, stop);
    }

    private static async Task<IReadOnlyList<CheckResult>> RunAsync(Settings settings, Func<string, string?> variable, CancellationToken stop)
    {
        var secrets = SecretFilter.Of(settings);
        var enricher = new Enricher(settings.Root, variable);
        var checks = LogCatalog.EnabledIn(settings).Select(d => CheckAsync(d, settings, stop))
            .Concat(DestinationCatalog.All.Where(d => d.IsEnabled(settings)).Select(d => CheckAsync(d, settings, enricher, stop)));
        return [.. (await Task.WhenAll(checks).ConfigureAwait(false)).Select(r => r with { Problem = r.Problem is null ? null : secrets.Clean(r.Problem) })];
    }

    private static async Task<CheckResult> CheckAsync(LogDefinition definition, Settings settings, CancellationToken stop)
    {
        var result = new CheckResult(definition.Path, "", null, TimeSpan.Zero) { IsInput = true };
        IAlertLog? log = null;
        try
        {
            log = definition.Make(settings);
            (string hosts, bool areKnown) = await ResolveAsync(log.Hosts, stop).ConfigureAwait(false);
            result = result with { Hosts = hosts };
            if (!areKnown)
                return result with { Problem = "not every host has an address" };
            long start = Stopwatch.GetTimestamp();
            await log.TryAsync(stop).ConfigureAwait(false);
            return result with { Elapsed = Stopwatch.GetElapsedTime(start) };
        }
        catch (ForwarderConfigException e)
        {
            return result with { Problem = e.Message };
        }
        catch (Exception e) when (log is not null && !stop.IsCancellationRequested)
        {
            return result with { Problem = LogFault.Of(log, e) };
        }
    }

    private static async Task<CheckResult> CheckAsync(DestinationDefinition definition, Settings settings, Enricher enricher, CancellationToken stop)
    {
        string hosts = "";
        long start = Stopwatch.GetTimestamp();
        try
        {
            var section = settings.Section(definition.Path);
            Route.Of(section);
            var context = new DestinationContext(section, settings.Root);
            await using var destination = definition.Create(context);
            (hosts, bool areKnown) = await ResolveAsync(destination.Hosts, stop).ConfigureAwait(false);
            if (!areKnown)
                return new CheckResult(definition.Path, hosts, "not every host has an address", TimeSpan.Zero);
            start = Stopwatch.GetTimestamp();
            await destination.DeliverAsync([enricher.Enrich(TestAlert.Create())], stop).ConfigureAwait(false);
            return new CheckResult(definition.Path, hosts, null, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e) when (e is ForwarderConfigException or DeliveryException)
        {
            return new CheckResult(definition.Path, hosts, e.Message, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // The message of an error that nobody expected may hold anything.
            return new CheckResult(definition.Path, hosts, $"it fails unexpectedly with {e.GetType().Name}", Stopwatch.GetElapsedTime(start));
        }
    }

    private static async Task<(string Text, bool AreKnown)> ResolveAsync(IEnumerable<string> hosts, CancellationToken stop)
    {
        List<string> found = [];
        bool areKnown = true;
        foreach (string host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                var addresses = await Dns.GetHostAddressesAsync(host, stop).ConfigureAwait(false);
                string first = addresses.Length == 0 ? "no address" : addresses[0].ToString();
                areKnown &= addresses.Length > 0;
                found.Add(first == host ? host : $"{host} ({first}{(addresses.Length > 1 ? ", ..." : "")})");
            }
            catch (SocketException e)
            {
                areKnown = false;
                found.Add($"{host} ({e.Message})");
            }
        }

        return (string.Join(", ", found), areKnown);
    }
}
