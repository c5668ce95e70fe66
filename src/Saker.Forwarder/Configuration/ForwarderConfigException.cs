namespace Saker.Forwarder.Configuration;

/// <summary>A configuration that cannot be worked with; the message says where and what to do.</summary>
public sealed class ForwarderConfigException(string message, Exception? inner = null) : Exception(message, inner);
