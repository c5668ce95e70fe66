using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Saker.Alerts;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Transports;

/// <summary>Signs with tokens of OAuth 2.0 (RFC 6750), which are asked for when they are needed and again before they expire.</summary>
/// <param name="ask">Makes the request for a token, whose answer is that of RFC 6749, 5.1.</param>
internal sealed class BearerTokens(Func<HttpRequestMessage> ask) : IRequestSigner
{
    /// <summary>A token is not used any more so long before its end.</summary>
    private static readonly TimeSpan margin = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim asking = new(1);
    private AccessToken token = new("", DateTimeOffset.MinValue);

    /// <inheritdoc/>
    public async Task SignAsync(HttpRequestMessage request, HttpTransport transport, CancellationToken stop) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await TokenAsync(transport, stop).ConfigureAwait(false)).Text);

    public void Dispose() => asking.Dispose();

    /// <summary>The token to use now.</summary>
    /// <param name="transport">What it is asked for with.</param>
    /// <param name="stop">Ends the asking.</param>
    /// <exception cref="DeliveryException">There is none.</exception>
    public async Task<AccessToken> TokenAsync(HttpTransport transport, CancellationToken stop)
    {
        await asking.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (SteadyClock.Instance.GetUtcNow() >= token.Until)
                token = await AskAsync(transport, stop).ConfigureAwait(false);
            return token;
        }
        finally
        {
            asking.Release();
        }
    }

    private Task<AccessToken> AskAsync(HttpTransport transport, CancellationToken stop) =>
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
                var lifetime = Lifetime(json.RootElement);
                return new AccessToken(
                    json.RootElement.GetProperty("access_token").GetString()!, SteadyClock.Instance.GetUtcNow() + (lifetime > 2 * margin ? lifetime - margin : lifetime / 2));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or OverflowException or ArgumentOutOfRangeException or InvalidOperationException)
            {
                throw new DeliveryException($"{endpoint} gives no token: its answer is none", inner: e);
            }
        }, stop);

    /// <summary>How long a token lives; some write numbers as texts, and some when it ends.</summary>
    private static TimeSpan Lifetime(JsonElement answer) => answer.TryGetProperty("expires_in", out var seconds)
        ? TimeSpan.FromSeconds(double.Parse(seconds.ToString(), CultureInfo.InvariantCulture))
        : DateTimeOffset.FromUnixTimeSeconds(long.Parse(answer.GetProperty("expires_on").ToString(), CultureInfo.InvariantCulture)) - DateTimeOffset.UtcNow;
}
