using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>A hub, queue or topic: where it is, and the key that one has for it.</summary>
internal sealed class BusEntity
{
    private readonly Uri endpoint;

    private BusEntity(Uri endpoint, string name, SharedAccess? access)
    {
        this.endpoint = endpoint;
        Name = name;
        Access = access;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The shared key; null where one is known by a token of one's identity.</summary>
    public SharedAccess? Access { get; }

    /// <summary>Host name of the namespace.</summary>
    public string Host => endpoint.Host;

    /// <summary>Whether the namespace is named by an address of HTTP.</summary>
    public bool IsHttp => endpoint.Scheme is "http" or "https";

    /// <summary>Whether AMQP is spoken with TLS.</summary>
    public bool IsSecure => Access is not { IsEmulator: true };

    /// <summary>Port for AMQP.</summary>
    public int AmqpPort => endpoint.Port > 0 ? endpoint.Port : IsSecure ? 5671 : 5672;

    /// <summary>Where it takes messages over HTTP.</summary>
    public Uri Messages => new(IsHttp ? endpoint : new Uri($"https://{endpoint.Authority}/"), $"{Name}/messages");

    /// <summary>Reads it from the configuration.</summary>
    /// <param name="context">The configuration.</param>
    /// <param name="nameKey">The key that has its name.</param>
    /// <exception cref="ForwarderConfigException">It is not said where the namespace is.</exception>
    public static BusEntity Of(DestinationContext context, string nameKey)
    {
        string name = context.Settings.Text(nameKey);
        if (context.Settings.Has("connectionstring"))
        {
            var access = SharedAccess.Of(context.Settings, "connectionstring");
            return new BusEntity(access.Endpoint, access.Entity ?? name, access);
        }

        string place = context.Settings.Text("namespace");
        if (place.Length == 0)
            throw context.Settings.Error("namespace", "a namespace, or a connection string, is expected");
        if (place.Contains("://", StringComparison.Ordinal))
            return new BusEntity(context.Address("namespace"), name, null);
        return Uri.TryCreate($"sb://{(place.Contains('.', StringComparison.Ordinal) || place.Contains(':', StringComparison.Ordinal) ? place : place + ".servicebus.windows.net")}/", UriKind.Absolute, out var uri)
            ? new BusEntity(uri, name, null)
            : throw context.Settings.Error("namespace", "a namespace, or its whole host name, is expected");
    }
}
