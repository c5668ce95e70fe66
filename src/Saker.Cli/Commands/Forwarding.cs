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

    /// <summary>The forwarder's part of a sensor's configuration; null when the file is none.</summary>
    /// <exception cref="ConfigException">It is a sensor's configuration that cannot be read, or has no such part.</exception>
    public static ForwardOptions? Find(string path)
    {
        if (!IsOfSensor(path))
            return null;
        return ForwardOptions.From(ConfigTree.Load(path, []), isLive: true) ?? throw new ConfigException(
            $"{path} is a sensor's configuration without saker.forward: its alerts are not sent on by itself; check the file of the forwarder that it sends to");
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

    private static bool IsOfSensor(string path)
    {
        try
        {
            return ConfigTree.IsOfSensor(path);
        }
        catch (ConfigException)
        {
            // What is wrong with it, the forwarder says.
            return false;
        }
    }
}
