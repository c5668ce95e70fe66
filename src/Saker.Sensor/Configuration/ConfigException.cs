namespace Saker.Sensor.Configuration;

/// <summary>The configuration cannot be used; the message says where and why, for the operator.</summary>
public sealed class ConfigException : Exception
{
    /// <inheritdoc/>
    public ConfigException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public ConfigException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
