using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>What a destination is made from.</summary>
/// <param name="Settings">Its own part of the configuration.</param>
/// <param name="Root">The keys at the top.</param>
internal sealed record DestinationContext(Section Settings, Section Root)
{
    /// <summary>A transport for HTTP as the common keys want it.</summary>
    public HttpTransport Http() =>
        new(new TlsTrust(Root, Settings.Flag("checkcert"), Settings.Flag("mutualtls")), Settings.Map("customheaders"));

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
