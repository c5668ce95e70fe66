using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Saker.Sensor.Health;

/// <summary>Tells the service manager that started this process how it goes (<c>NOTIFY_SOCKET</c>, as systemd documents it).</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket? socket;
    private readonly TimeSpan watchdog;
    private long last;

    /// <summary>Finds the manager in the environment; without one nothing is said.</summary>
    public ServiceManager()
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path)
            return;
        socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            // An abstract name begins with a zero byte, for which the variable has an at sign.
            socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
        }
        catch (SocketException)
        {
            socket.Dispose();
            socket = null;
            return;
        }

        if (long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds))
            watchdog = TimeSpan.FromMicroseconds(microseconds / 2);
    }

    /// <summary>The sensor watches.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>Rules are read anew.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}"));

    /// <summary>The sensor ends.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The sensor is alive; said as often as the manager wants it, and not at all when it is not.</summary>
    public void Beat(bool isAlive)
    {
        if (watchdog == TimeSpan.Zero || !isAlive || Stopwatch.GetElapsedTime(last) < watchdog)
            return;
        last = Stopwatch.GetTimestamp();
        Send("WATCHDOG=1");
    }

    public void Dispose() => socket?.Dispose();

    private void Send(string text)
    {
        try
        {
            socket?.Send(Encoding.ASCII.GetBytes(text));
        }
        catch (SocketException)
        {
            // A manager that does not listen is no reason to stop watching.
        }
    }
}
