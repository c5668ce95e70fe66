namespace Saker.Sensor.Configuration;

/// <summary>The stream of alerts for subscribers (<c>saker.stream</c>).</summary>
/// <param name="MaxSubscribers">How many may listen at once.</param>
/// <param name="Capacity">How many alerts may wait for each.</param>
/// <param name="Grpc">Where it is served by gRPC, beside the web server; null for nowhere.</param>
public sealed record StreamOptions(int MaxSubscribers, int Capacity, GrpcOptions? Grpc)
{
    /// <summary>Reads the options out of a configuration; null when there is no stream.</summary>
    /// <exception cref="ConfigException">A value is wrong, or nobody serves the stream.</exception>
    public static StreamOptions? From(ConfigTree config)
    {
        if (!config.Bool("saker.stream.enabled", false))
            return null;
        var grpc = GrpcOptions.From(config);
        if (grpc is null && !config.Bool("webserver.enabled", false))
            throw config.Error("saker.stream.enabled", "the stream needs the web server or gRPC: set webserver.enabled or saker.stream.grpc.address");
        return new StreamOptions(
            (int)config.Number("saker.stream.max_subscribers", 16, 1, 1000),
            (int)config.Number("saker.stream.capacity", 1000, 1, 1_000_000),
            grpc);
    }
}
