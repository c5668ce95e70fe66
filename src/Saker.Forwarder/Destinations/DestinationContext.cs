using System.Net;
using System.Net.Security;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Templates;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>What a destination, or a log that alerts are read from, is made from.</summary>
/// <param name="Settings">Its own part of the configuration.</param>
/// <param name="Root">The keys at the top.</param>
internal sealed record DestinationContext(Section Settings, Section Root)
{
    /// <summary>A transport for HTTP as the common keys want it.</summary>
    public HttpTransport Http() =>
        new(Trust(), Settings.Map("customheaders"), Patience);

    /// <summary>Whom to trust and who to be, as the common keys want it.</summary>
    public TlsTrust Trust() => new(Root, Settings);

    /// <summary>Whether TLS is spoken, where there is a key for it.</summary>
    public bool IsSecure => Settings.Flag("tls") || Settings.Flag("mutualtls");

    /// <summary>What connections are made with; null for plain ones.</summary>
    public SslClientAuthenticationOptions? ClientOptions() => IsSecure ? Trust().ToClientOptions() : null;

    /// <summary>How long the other end may take to answer.</summary>
    public TimeSpan Patience => Root.Duration("delivery.timeout") is { Ticks: > 0 } patience && patience <= TimeSpan.FromDays(1) ? patience
        : throw Root.Error("delivery.timeout", "a time of at most a day is expected, and more than none");

    /// <summary>How alerts are written: as Falcosidekick does, unless the destination has a key for it.</summary>
    /// <exception cref="ForwarderConfigException">Nobody knows how.</exception>
    public AlertEncoding Encoding => !Settings.Knows("encoding") ? AlertEncoding.All[0] : Choice("encoding", [.. AlertEncoding.All.Select(e => (e.Name, e))]);

    /// <summary>How alerts are written where they have to be JSON.</summary>
    /// <exception cref="ForwarderConfigException">They would be none.</exception>
    public AlertEncoding JsonEncoding => Choice("encoding", [.. AlertEncoding.All.Where(e => e.IsJson).Select(e => (e.Name, e))]);

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

    /// <summary>A host and a port from the configuration.</summary>
    /// <param name="key">The key.</param>
    /// <param name="usual">The port where none is named.</param>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public DnsEndPoint Endpoint(string key, int usual)
    {
        string text = Settings.Text(key);
        return Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, UserInfo.Length: 0, AbsolutePath: "" or "/" }
            ? new DnsEndPoint(uri.IdnHost.Trim('[', ']'), uri.Port < 0 ? usual : uri.Port)
            : throw Settings.Error(key, "a host and a port such as server:1234 is expected");
    }

    /// <summary>The port from the configuration.</summary>
    /// <exception cref="ForwarderConfigException">It is none.</exception>
    public int Port(string key) => Settings.Number(key) is > 0 and <= ushort.MaxValue and var port ? port
        : throw Settings.Error(key, "a port between 1 and 65535 is expected");

    /// <summary>How many there may be at most; null where the configuration says 0, which is all.</summary>
    public int? Limit(string key) => Settings.Number(key) is > 0 and var limit ? limit : null;

    /// <summary>One of a few words, whatever its case.</summary>
    /// <exception cref="ForwarderConfigException">It is none of them.</exception>
    public T Choice<T>(string key, params (string Word, T Meaning)[] choices)
    {
        foreach (var (word, meaning) in choices)
        {
            if (word.Equals(Settings.Text(key), StringComparison.OrdinalIgnoreCase))
                return meaning;
        }

        throw Settings.Error(key, $"one of {string.Join(", ", choices.Select(c => c.Word).Where(w => w.Length > 0))} is expected");
    }

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
