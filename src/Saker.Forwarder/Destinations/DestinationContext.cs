using Saker.Forwarder.Configuration;
using Saker.Forwarder.Templates;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>What a destination is made from.</summary>
/// <param name="Settings">Its own part of the configuration.</param>
/// <param name="Root">The keys at the top.</param>
internal sealed record DestinationContext(Section Settings, Section Root)
{
    /// <summary>A transport for HTTP as the common keys want it.</summary>
    public HttpTransport Http() =>
        new(new TlsTrust(Root, Settings.Flag("checkcert"), Settings.Flag("mutualtls")), Settings.Map("customheaders"), Patience);

    private TimeSpan Patience => Root.Duration("delivery.timeout") is { Ticks: > 0 } patience && patience <= TimeSpan.FromDays(1) ? patience
        : throw Root.Error("delivery.timeout", "a time of at most a day is expected, and more than none");

    /// <summary>A template from the configuration; null when there is none.</summary>
    /// <exception cref="ForwarderConfigException">It cannot be read.</exception>
    public GoTemplate? Template(string key)
    {
        try
        {
            return Settings.Has(key) ? GoTemplate.Parse(Settings.Text(key)) : null;
        }
        catch (TemplateException e)
        {
            throw Settings.Error(key, e.Message);
        }
    }

    /// <summary>Names of an endpoint by region; the first is the usual one.</summary>
    public Uri Regional(string usual, string eu) => Settings.Has("address") ? Address("address")
        : new Uri(Settings.Text("region").Equals("eu", StringComparison.OrdinalIgnoreCase) ? eu : usual);

    /// <summary>An address from the configuration, with a path behind it.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public Uri Address(string key, string path = "")
    {
        string address = Settings.Text(key);
        return Uri.TryCreate(path.Length == 0 ? address : address.TrimEnd('/') + "/" + path.TrimStart('/'), UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            ? uri
            : throw Settings.Error(key, "an address that begins with http:// or https:// is expected");
    }
}
