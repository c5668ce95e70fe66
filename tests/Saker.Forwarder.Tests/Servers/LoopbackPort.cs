using System.Net;
using System.Net.Sockets;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>
/// Ports that nobody listens on. They lie below those that the kernel gives to whoever asks for any: one of these might go to another test's server or
/// connection before the one that it is for listens on it, or while that one is away.
/// </summary>
internal static class LoopbackPort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    /// <summary>Somewhere else in each process, since several run tests at a time.</summary>
    private static int next = Random.Shared.Next(Count);

    /// <summary>One that this process has not had before, and that no other has.</summary>
    public static int Free()
    {
        for (int tried = 0; tried < Count; tried++)
        {
            int port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (IsFree(port))
                return port;
        }

        throw new InvalidOperationException($"every port from {First} to {First + Count - 1} is taken");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Of every address, since some servers ask for all.
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
