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

    /// <summary>
    /// The own address from which a peer is most likely reached: the peer's, one in its network, else any that is not loopback. The
    /// kernel leaves it out of datagrams whose socket is bound to no address.
    /// </summary>
    /// <param name="peer">Address of 4 or 16 bytes in network order.</param>
    /// <returns>An address of the same size; empty when the machine has none of that family.</returns>
    public ReadOnlySpan<byte> Towards(ReadOnlySpan<byte> peer)
    {
        ReadOnlySpan<byte> near = default;
        ReadOnlySpan<byte> any = default;
        foreach (var candidate in all)
        {
            ReadOnlySpan<byte> address = candidate.Address;
            if (address.Length != peer.Length)
                continue;
            if (address.SequenceEqual(peer))
                return address;
            if (near.IsEmpty && IsSameNetwork(address, peer, candidate.Netmask))
                near = address;
            if (any.IsEmpty && !IsLoopback(address))
                any = address;
        }

        return near.IsEmpty ? any : near;
    }

    /// <summary>Takes in what this machine has now.</summary>
    public void AddOwn()
    {
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            foreach (var unicast in nic.GetIPProperties().UnicastAddresses)
                Add(new CapturedInterface(nic.Name, unicast.Address.GetAddressBytes(), Netmask(unicast)));
        }
    }

    /// <summary>Networks of IPv6 are told by half an address.</summary>
    private static bool IsSameNetwork(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> mask)
    {
        if (a.Length == 16)
            return a[..8].SequenceEqual(b[..8]);
        for (int i = 0; i < mask.Length; i++)
        {
            if (((a[i] ^ b[i]) & mask[i]) != 0)
                return false;
        }

        return !mask.IsEmpty;
    }

    private static bool IsLoopback(ReadOnlySpan<byte> address) => address.Length == 4
        ? address.SequenceEqual((ReadOnlySpan<byte>)[127, 0, 0, 1])
        : !address[..15].ContainsAnyExcept((byte)0) && address[15] == 1;

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
