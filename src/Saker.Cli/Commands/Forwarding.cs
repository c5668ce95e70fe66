using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Input;
using Saker.Sensor;
using Saker.Sensor.Configuration;

namespace Saker.Cli.Commands;

/// <summary>Puts the forwarder, which is downstream of the sensor, into it.</summary>
internal static class Forwarding
{
    /// <summary>Makes the forwarder that the sensor's configuration asks for.</summary>
    /// <exception cref="ConfigException">The forwarder's part of the configuration cannot be worked with.</exception>
    public static IAlertOutput Output(ForwardOptions options, Log log)
    {
        try
        {
            return new ForwarderOutput(options.Keys, options.File, options.IsLive, Environment.GetEnvironmentVariable, line => log.Write(LogLevel.Notice, $"forward: {line}"));
        }
        catch (ForwarderConfigException e)
        {
            throw new ConfigException($"saker.forward: {e.Message}", e);
        }
    }

    /// <summary>Looks whether the forwarder could be made.</summary>
    /// <exception cref="ConfigException">The forwarder's part of the configuration cannot be worked with.</exception>
    public static void Check(SensorOptions options, Log log)
    {
        if (options.Outputs.Forward is { } forward)
            // Nothing is to be left on disk by a look.
            Output(forward with { IsLive = false }, log).Dispose();
    }

    /// <summary>A text without the secrets of the forwarder's part of the configuration.</summary>
    /// <exception cref="ConfigException">The forwarder's part of the configuration cannot be worked with.</exception>
    public static string WithoutSecrets(string text, SensorOptions options)
    {
        try
        {
            return options.Outputs.Forward is { } forward ? ForwarderSecrets.Clean(text, forward.Keys) : text;
        }
        catch (ForwarderConfigException e)
        {
            throw new ConfigException($"saker.forward: {e.Message}", e);
        }
    }
}
