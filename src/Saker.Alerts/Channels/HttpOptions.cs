namespace Saker.Alerts.Channels;

/// <summary>Where alerts are posted to, and how.</summary>
public sealed record HttpOptions
{
    /// <summary>The endpoint.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether alerts are JSON; text otherwise.</summary>
    public required bool Json { get; init; }

    /// <summary>Value of <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "falcosecurity/falco";

    /// <summary>Whom to trust.</summary>
    public TlsOptions Tls { get; init; } = TlsOptions.Usual;

    /// <summary>Whether what the endpoint answers is printed on standard output.</summary>
    public bool Echo { get; init; }

    /// <summary>Whether bodies are packed with gzip.</summary>
    public bool Compress { get; init; }

    /// <summary>Whether the kernel sees to it that an idle connection stays open.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many requests in a row may time out before the endpoint counts as down.</summary>
    public int MaxTimeouts { get; init; } = 5;
}
