using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Saker.Sensor.Metrics;

/// <summary>The numbers of one moment, by key, as the snapshot alert and the snapshot file hold them.</summary>
internal sealed class Snapshot
{
    private const double Kilobyte = 1024;
    private const double Megabyte = 1024 * 1024;

    private Snapshot? former;
    private DateTimeOffset time;
    private TimeSpan age;
    private readonly Dictionary<string, object> numbers = [];

    /// <summary>Takes a snapshot, with what has changed since the one before.</summary>
    public static Snapshot Take(SensorStatus status, Snapshot? former)
    {
        var options = status.Options.Metrics;
        var snapshot = new Snapshot { former = former, time = DateTimeOffset.UtcNow, age = status.Age };
        foreach (var metric in SensorMetrics.Collect(status, options.Families))
        {
            if (metric.Key is not { } key)
                continue;
            // Megabytes or kilobytes, which the key says.
            if (metric.Name.EndsWith("_bytes", StringComparison.Ordinal))
                snapshot.numbers[$"{key}_{(options.InMegabytes ? "mb" : "kb")}"] = Math.Round(metric.Value / (options.InMegabytes ? Megabyte : Kilobyte), 1);
            else
                snapshot.numbers[key] = metric.KeyValue ?? (metric.Value == Math.Floor(metric.Value) ? (object)(long)metric.Value : metric.Value);
        }

        snapshot.AddRates();
        snapshot.AddAddresses();
        snapshot.numbers["evt.source"] = "syscall";
        snapshot.numbers["evt.time"] = (snapshot.time - DateTimeOffset.UnixEpoch).Ticks * 100;
        if (former is not null)
            former.former = null;
        return snapshot;
    }

    /// <summary>The numbers.</summary>
    /// <param name="withEmpty">Whether those that are 0 are among them.</param>
    public IReadOnlyDictionary<string, object> Numbers(bool withEmpty) =>
        withEmpty ? numbers : numbers.Where(n => n.Value is not (0L or 0.0 or "")).ToDictionary();

    private void AddRates()
    {
        double seconds = former is null ? 0 : (age - former.age).TotalSeconds;
        Add("falco.num_evts", "falco.num_evts_prev", "falco.evts_rate_sec");
        Add("scap.n_evts", "scap.n_evts_prev", "scap.evts_rate_sec");
        Add("scap.n_drops", "scap.n_drops_prev", "scap.evts_drop_rate_sec");
        if (Number(this, "scap.n_evts") - Number(former, "scap.n_evts") is > 0 and var events)
            numbers["scap.n_drops_perc"] = 100.0 * (Number(this, "scap.n_drops") - Number(former, "scap.n_drops")) / events;

        void Add(string key, string before, string rate)
        {
            if (!numbers.ContainsKey(key))
                return;
            numbers[before] = Number(former, key);
            numbers[rate] = seconds > 0 ? Math.Round((Number(this, key) - Number(former, key)) / seconds, 1) : 0.0;
        }
    }

    /// <summary>Addresses of the machine, which tell whose numbers they are where no name does.</summary>
    private void AddAddresses()
    {
        foreach (var card in NetworkInterface.GetAllNetworkInterfaces().Where(c => c.NetworkInterfaceType != NetworkInterfaceType.Loopback))
        {
            foreach (var addresses in card.GetIPProperties().UnicastAddresses.Select(a => new IPAddress(a.Address.GetAddressBytes())).GroupBy(a => a.AddressFamily))
            {
                string protocol = addresses.Key == AddressFamily.InterNetwork ? "ipv4" : "ipv6";
                numbers[$"falco.host_netinfo.interfaces.{card.Name}.protocols.{protocol}.addresses"] = string.Join(',', addresses);
            }
        }
    }

    private static long Number(Snapshot? snapshot, string key) => snapshot?.numbers.GetValueOrDefault(key) as long? ?? 0;
}
