namespace Saker.Forwarder.Templates;

/// <summary>A template that cannot be read; the message says where and why.</summary>
internal sealed class TemplateException(string message) : Exception(message);
