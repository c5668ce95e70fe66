using System.Collections.Concurrent;
using System.Text;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>An SMTP server that asks who sends, by any mechanism, and goes no further: https://www.rfc-editor.org/rfc/rfc4954</summary>
internal sealed class SmtpLogin : IAsyncDisposable
{
    private readonly TcpEnd end;

    public SmtpLogin() => end = new TcpEnd(TalkAsync);

    public int Port => end.Port;

    /// <summary>The mechanisms that clients chose, and what they said.</summary>
    public ConcurrentQueue<(string Mechanism, string Answer)> Logins { get; } = [];

    public ValueTask DisposeAsync() => end.DisposeAsync();

    private async Task TalkAsync(Stream stream, CancellationToken ending)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 fake");
        while (await reader.ReadLineAsync(ending) is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-fake\r\n250 AUTH PLAIN OAUTHBEARER EXTERNAL ANONYMOUS");
                    break;
                case "AUTH":
                    if (words.Length == 2)
                        await writer.WriteLineAsync("334 ");
                    string answer = words.Length == 2 ? await reader.ReadLineAsync(ending) ?? "" : words[2];
                    Logins.Enqueue((words[1], Encoding.UTF8.GetString(Convert.FromBase64String(answer == "=" ? "" : answer))));
                    await writer.WriteLineAsync("535 5.7.8 nobody is let in");
                    break;
                default:
                    await writer.WriteLineAsync("221 bye");
                    return;
            }
        }
    }
}
