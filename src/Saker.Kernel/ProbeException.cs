namespace Saker.Kernel;

/// <summary>The probe cannot work on this machine; the message says why.</summary>
public sealed class ProbeException : Exception
{
    /// <summary>Without a message.</summary>
    public ProbeException()
    {
    }

    /// <summary>With what went wrong.</summary>
    public ProbeException(string message)
        : base(message)
    {
    }

    /// <summary>With what went wrong and what it was caused by.</summary>
    public ProbeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
