using System.Net.Http.Headers;
using System.Text.Json;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Transports;

/// <summary>Signs with tokens of OAuth 2.0 (RFC 6750), which are asked for when they are needed and again before they expire.</summary>
/// <param name="ask">Makes the request for a token, whose answer is that of RFC 6749, 5.1.</param>
internal sealed class BearerTokens(Func<HttpRequestMessage> ask) : IRequestSigner
{
    /// <summary>A token is not used any more so long before its end.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim asking = new(1);
    private string token = "";
    private DateTimeOffset until;

    /// <inheritdoc/>
    public async Task SignAsync(HttpRequestMessage request, HttpTransport transport, CancellationToken stop) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(transport, stop).ConfigureAwait(false));

    public void Dispose() => asking.Dispose();

    private async Task<string> TokenAsync(HttpTransport transport, CancellationToken stop)
    {
        await asking.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (DateTimeOffset.UtcNow >= until)
                (token, until) = await AskAsync(transport, stop).ConfigureAwait(false);
            return token;
        }
        finally
        {
            asking.Release();
        }
    }

    private Task<(string Token, DateTimeOffset Until)> AskAsync(HttpTransport transport, CancellationToken stop) =>
        transport.ExchangeAsync(ask(), async (endpoint, response) =>
        {
            string answer = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new DeliveryException($"{endpoint} gives no token: it answers {(int)response.StatusCode}")
                {
                    IsLasting = (int)response.StatusCode is >= 400 and < 500 and not 429 and not 408,
                };
            }

            try
            {
                using var json = JsonDocument.Parse(answer);
                // Some write the number as a text.
                string seconds = json.RootElement.GetProperty("expires_in").ToString();
                var lifetime = TimeSpan.FromSeconds(double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
                return (json.RootElement.GetProperty("access_token").GetString()!, DateTimeOffset.UtcNow + (lifetime > 2 * margin ? lifetime - margin : lifetime / 2));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
            {
                throw new DeliveryException($"{endpoint} gives no token: its answer is none", inner: e);
            }
        }, stop);
}
