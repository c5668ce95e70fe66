using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Saker.Forwarder.Tests.UnderLoad;

/// <summary>Sends alerts as many sensors do: each over a connection of its own, one request after the other.</summary>
internal sealed class AlertStream(Uri address, int sensors)
{
    private const int Digits = 9;

    private long refused;

    /// <summary>Alerts that were not answered 200.</summary>
    public long Refused => Interlocked.Read(ref refused);

    /// <summary>Sends alerts at a pace.</summary>
    /// <param name="first">The number of the first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">How many in a second, if they are taken so fast.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> SendAsync(int first, int count, int perSecond)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, sensors).Select(s => Task.Run(() => SendAsync(s, first, count, perSecond, start))));
        return Stopwatch.GetElapsedTime(start);
    }

    private async Task SendAsync(int sensor, int first, int count, int perSecond, long start)
    {
        byte[] request = Request(sensor, out int place);
        byte[] answer = new byte[1024];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port));
        for (int i = sensor; i < count; i += sensors)
        {
            var early = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (early > TimeSpan.FromMilliseconds(1))
                await Task.Delay(early);
            Utf8Formatter.TryFormat(first + i, request.AsSpan(place), out _, new System.Buffers.StandardFormat('D', Digits));
            await socket.SendAsync(request);
            int length = await socket.ReceiveAsync(answer);
            if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8))
                Interlocked.Increment(ref refused);
        }
    }

    private static byte[] Request(int sensor, out int place)
    {
        const string mark = "000000000";
        string body = $$$"""
            {"hostname":"node-{{{sensor:D2}}}","output":"12:00:00.000000001: Warning A shell was spawned in a container with an attached terminal (user=root shell=bash parent=runc)","priority":"Warning","rule":"Terminal shell in container","source":"syscall","tags":["container","maturity_stable","mitre_execution","shell"],"time":"2024-05-01T12:00:00.000000001Z","output_fields":{"container.id":"3ad7b26ded6d","container.image.repository":"docker.io/library/nginx","evt.time":1714564800000000001,"k8s.ns.name":"shop","k8s.pod.name":"web-7d4b9c6f5-x2x7p","number":"{{{mark}}}","proc.cmdline":"bash -i","proc.name":"bash","proc.pid":4711,"proc.pname":"runc","proc.tty":34816,"user.loginuid":-1,"user.name":"root"}}
            """;
        string request = $"POST / HTTP/1.1\r\nHost: forwarder\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        place = request.IndexOf($"\"number\":\"{mark}\"", StringComparison.Ordinal) + "\"number\":\"".Length;
        return Encoding.ASCII.GetBytes(request);
    }
}
