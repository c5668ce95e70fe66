using System.Buffers.Binary;
using System.Net.NetworkInformation;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>The machine's own addresses: they decide which end of a connection is the local one.</summary>
public sealed class NetworkInterfaces
{
    private readonly HashSet<ulong> addresses = [];
    private readonly List<CapturedInterface> all = [];

    /// <summary>Each address with its interface, as far as known.</summary>
    public IReadOnlyList<CapturedInterface> All => all;

    /// <summary>Takes in an address of 4 or 16 bytes in network order.</summary>
    public void Add(ReadOnlySpan<byte> address) => addresses.Add(Key(address));

    /// <summary>Takes in an address and its interface.</summary>
    public void Add(CapturedInterface networkInterface)
    {
        Add(networkInterface.Address);
        all.Add(networkInterface);
    }

    /// <summary>
    /// Whether an address of 4 or 16 bytes is the machine's own. As in Falco, an IPv6 address counts as its own when it is in one of its
    /// networks, each of which is taken to have 64 bits.
    /// </summary>
    public bool Contains(ReadOnlySpan<byte> address) => addresses.Contains(Key(address));

    /// <summary>Takes in what this machine has now.</summary>
    public void AddOwn()
    {
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (var unicast in nic.GetIPProperties().UnicastAddresses)
                Add(new CapturedInterface(nic.Name, unicast.Address.GetAddressBytes(), Netmask(unicast)));
        }
    }

    private static byte[] Netmask(UnicastIPAddressInformation unicast)
    {
        byte[] mask = new byte[unicast.Address.GetAddressBytes().Length];
        for (int bit = 0; bit < unicast.PrefixLength; bit++)
            mask[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return mask;
    }

    // An IPv4 address is keyed as if it were that of a network of its own, which no IPv6 network has.
    private static ulong Key(ReadOnlySpan<byte> address) => address.Length == 4
        ? 0xffff_ffff_0000_0000 | BinaryPrimitives.ReadUInt32BigEndian(address)
        : BinaryPrimitives.ReadUInt64BigEndian(address);
}
