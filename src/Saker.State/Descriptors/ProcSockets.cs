using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Saker.Events;
using Saker.Events.Captures;

namespace Saker.State;

/// <summary>The sockets of one network namespace by inode, from <c>/proc/PID/net</c>.</summary>
internal sealed class ProcSockets
{
    private const string Listening = "0A";

    private readonly Dictionary<ulong, CapturedDescriptor> byInode = [];

    public static ProcSockets Read(string directory)
    {
        var sockets = new ProcSockets();
        sockets.ReadInternet(directory + "/tcp", L4Protocol.Tcp);
        sockets.ReadInternet(directory + "/tcp6", L4Protocol.Tcp);
        sockets.ReadInternet(directory + "/udp", L4Protocol.Udp);
        sockets.ReadInternet(directory + "/udp6", L4Protocol.Udp);
        sockets.ReadUnix(directory + "/unix");
        return sockets;
    }

    public CapturedDescriptor? Find(ulong inode) => byInode.GetValueOrDefault(inode);

    private void ReadInternet(string path, L4Protocol protocol)
    {
        foreach (string[] column in Rows(path))
        {
            if (column.Length < 10 || !ulong.TryParse(column[9], CultureInfo.InvariantCulture, out ulong inode)
                || !TryEnd(column[1], out var local) || !TryEnd(column[2], out var remote))
                continue;
            bool isIPv4 = local.AddressFamily == AddressFamily.InterNetwork;
            bool hasPeer = column[3] != Listening && remote.Port != 0;
            byInode[inode] = new CapturedDescriptor(
                0, (isIPv4, hasPeer) switch
                {
                    (true, true) => DescriptorType.Ipv4,
                    (true, false) => DescriptorType.Ipv4Server,
                    (false, true) => DescriptorType.Ipv6,
                    (false, false) => DescriptorType.Ipv6Server,
                },
                inode, [], local.Address.GetAddressBytes(), (ushort)local.Port, hasPeer ? remote.Address.GetAddressBytes() : [],
                hasPeer ? (ushort)remote.Port : (ushort)0, (byte)protocol, 0, 0, 0, 0);
        }
    }

    private void ReadUnix(string path)
    {
        foreach (string[] column in Rows(path))
        {
            if (column.Length >= 7 && ulong.TryParse(column[6], CultureInfo.InvariantCulture, out ulong inode))
            {
                byte[] name = column.Length > 7 ? Encoding.UTF8.GetBytes(column[7]) : [];
                byInode[inode] = new CapturedDescriptor(0, DescriptorType.Unix, inode, name, [], 0, [], 0, 0, 0, 0, 0, 0);
            }
        }
    }

    private static IEnumerable<string[]> Rows(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A kernel without the family, or a process that is gone.
            return [];
        }
    }

    /// <summary>Reads <c>ADDRESS:PORT</c>, the address in words of the machine's own byte order.</summary>
    private static bool TryEnd(string text, out IPEndPoint end)
    {
        end = new IPEndPoint(IPAddress.Any, 0);
        int colon = text.IndexOf(':');
        if (colon is not (8 or 32) || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int port))
            return false;
        byte[] address = new byte[colon / 2];
        for (int i = 0; i < address.Length; i += 4)
        {
            if (!uint.TryParse(text.AsSpan(i * 2, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint word))
                return false;
            BinaryPrimitives.WriteUInt32LittleEndian(address.AsSpan(i), word);
        }

        end = new IPEndPoint(new IPAddress(address), port);
        return true;
    }
}
