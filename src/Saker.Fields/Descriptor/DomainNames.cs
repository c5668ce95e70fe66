using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saker.Fields;

/// <summary>
/// The addresses of the domain names that rules speak of, so that an address can be asked for its name without asking anybody. Names
/// are looked up ahead of the events, on a thread of its own: a name server that is slow or away delays nothing but the names.
/// </summary>
/// <param name="hosts">Addresses that are known for good; null to look names up.</param>
internal sealed class DomainNames(IReadOnlyDictionary<string, IPAddress[]>? hosts)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(60);

    private readonly object gate = new();
    private readonly List<string> watched = [];
    private Thread? resolver;
    private volatile FrozenDictionary<IpAddress, byte[][]> names = FrozenDictionary<IpAddress, byte[][]>.Empty;

    /// <summary>Keeps the addresses of a name at hand from now on.</summary>
    public void Watch(string name)
    {
        lock (gate)
        {
            if (watched.Contains(name, StringComparer.OrdinalIgnoreCase))
                return;
            watched.Add(name);
            if (hosts is not null)
            {
                Publish(watched.ToDictionary(n => n, n => hosts.GetValueOrDefault(n, [])));
                return;
            }

            Monitor.Pulse(gate);
            if (resolver is not null)
                return;
            resolver = new Thread(Resolve) { Name = "domain names", IsBackground = true };
            resolver.Start();
        }
    }

    /// <summary>Name number <paramref name="index"/> of an address; false when there is none.</summary>
    public bool TryGetName(IpAddress address, int index, out ReadOnlySpan<byte> name)
    {
        if (names.TryGetValue(address, out byte[][]? found) && index < found.Length)
        {
            name = found[index];
            return true;
        }

        name = default;
        return false;
    }

    private void Resolve()
    {
        var known = new Dictionary<string, IPAddress[]>();
        while (true)
        {
            string[] all;
            lock (gate)
                all = [.. watched];
            foreach (string name in all)
            {
                known[name] = Addresses(name) is { Length: > 0 } addresses ? addresses : known.GetValueOrDefault(name, []);
                Publish(known);
            }

            // A name that came while the others were looked up does not wait for the next round.
            lock (gate)
            {
                if (watched.Count == all.Length)
                    Monitor.Wait(gate, Refresh);
            }
        }
    }

    private void Publish(Dictionary<string, IPAddress[]> known) => names = known
        .SelectMany(k => k.Value.Select(a => (Address: IpAddress.FromBytes(a.GetAddressBytes()), Name: Encoding.UTF8.GetBytes(k.Key))))
        .GroupBy(p => p.Address, p => p.Name)
        .ToFrozenDictionary(g => g.Key, g => g.ToArray());

    private static IPAddress[] Addresses(string name)
    {
        try
        {
            return Dns.GetHostAddresses(name);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // A name that is not there now may be there a minute later; until then it has its last addresses.
            return [];
        }
    }
}
