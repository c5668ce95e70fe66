using Saker.Alerts.Aggregation;
using Saker.Alerts.Channels;
using Saker.Alerts.Outputs;

namespace Saker.Sensor.Configuration;

/// <summary>Where alerts go: an output for each that is not null or is true.</summary>
public sealed record OutputOptions
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>Standard output.</summary>
    public required bool StandardOutput { get; init; }

    /// <summary>The system log of this machine.</summary>
    public required bool LocalSyslog { get; init; }

    /// <summary>A file.</summary>
    public required AlertFileOptions? File { get; init; }

    /// <summary>A command for the shell.</summary>
    public required string? Program { get; init; }

    /// <summary>Whether one process of the command reads all alerts.</summary>
    public required bool ProgramKeepAlive { get; init; }

    /// <summary>An endpoint.</summary>
    public required HttpOptions? Http { get; init; }

    /// <summary>A system log anywhere.</summary>
    public required SyslogOptions? Syslog { get; init; }

    /// <summary>The stream of the web server; null for none.</summary>
    public required StreamOptions? Stream { get; init; }

    /// <summary>The forwarder within the sensor; null for none.</summary>
    public required ForwardOptions? Forward { get; init; }

    /// <summary>How much may wait for each output.</summary>
    public required OutputLimits Limits { get; init; }

    /// <summary>Where alerts wait on disk; null for nowhere.</summary>
    public required SpoolOptions? Spool { get; init; }

    /// <summary>Which alerts become one; null when each stands for itself.</summary>
    public required AggregationOptions? Aggregation { get; init; }

    /// <summary>Reads the options out of a configuration.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="isLive">Whether this machine is watched.</param>
    /// <param name="hostname">Name of this machine.</param>
    /// <param name="heap">What may wait for each output.</param>
    /// <exception cref="ConfigException">A value is wrong.</exception>
    public static OutputOptions From(ConfigTree config, bool isLive, string hostname, HeapOptions heap)
    {
        var limits = new OutputLimits
        {
            Capacity = (int)config.Number("outputs_queue.capacity", 0, 0, int.MaxValue),
            MaxBytes = heap.QueueBytes,
            Timeout = TimeSpan.FromMilliseconds(config.Number("output_timeout", 2000, 1, 86_400_000)),
        };
        return new OutputOptions
        {
            StandardOutput = config.Bool("stdout_output.enabled", true),
            LocalSyslog = config.Bool("syslog_output.enabled", false),
            File = config.Bool("file_output.enabled", false) ? ReadFile(config) : null,
            Program = config.Bool("program_output.enabled", false) ? Required(config, "program_output.program", "the command that takes alerts") : null,
            ProgramKeepAlive = config.Bool("program_output.keep_alive", false),
            Http = config.Bool("http_output.enabled", false) ? ReadHttp(config, limits.Timeout) : null,
            Syslog = config.Has("saker.syslog_output.address") ? ReadSyslog(config, hostname, limits.Timeout) : null,
            Stream = StreamOptions.From(config),
            Forward = ForwardOptions.From(config, isLive),
            Limits = limits,
            Spool = SpoolOptions.From(config, isLive),
            Aggregation = AggregationKeys.Read(config, isLive, heap),
        };
    }

    private static AlertFileOptions ReadFile(ConfigTree config) => new(
        NamedFile.ToWrite(config, "file_output.filename", "./events.txt"),
        config.Bool("file_output.keep_alive", false),
        config.Number("saker.file_output.max_size_mb", 0, 0, 1_000_000) * Megabyte,
        TimeSpan.FromHours(config.Number("saker.file_output.max_age_hours", 0, 0, 1_000_000)),
        (int)config.Number("saker.file_output.max_files", 5, 0, 10_000));

    private static HttpOptions ReadHttp(ConfigTree config, TimeSpan timeout)
    {
        string url = Required(config, "http_output.url", "the address that alerts are posted to");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw config.Error("http_output.url", $"expected http://HOST:PORT/PATH or https://HOST:PORT/PATH, not '{url}'");
        bool mutual = config.Bool("http_output.mtls", false);
        return new HttpOptions
        {
            Url = address,
            Json = config.Bool("json_output", false),
            UserAgent = config.Text("http_output.user_agent") ?? "falcosecurity/falco",
            Tls = new TlsOptions(
                config.Bool("http_output.insecure", false),
                NamedFile.ToRead(config, "http_output.ca_cert") ?? NamedFile.ToRead(config, "http_output.ca_bundle"),
                // Where the system's own authorities lie, Falco says so by naming their directory.
                config.Text("http_output.ca_path") is { } path && path.TrimEnd('/') != "/etc/ssl/certs" ? path : null,
                mutual ? Certificate(config, "http_output.client_cert") : null,
                mutual ? Certificate(config, "http_output.client_key") : null),
            Echo = config.Bool("http_output.echo", false),
            Compress = config.Bool("http_output.compress_uploads", false),
            KeepAlive = config.Bool("http_output.keep_alive", false),
            Timeout = timeout,
            MaxTimeouts = (int)config.Number("http_output.max_consecutive_timeouts", 5, 1, 1000),
        };
    }

    private static SyslogOptions ReadSyslog(ConfigTree config, string hostname, TimeSpan timeout)
    {
        string text = Required(config, "saker.syslog_output.address", "the address of a system log");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("unix" or "udp" or "tcp" or "tls")
            || (address.Host.Length == 0 && address.Scheme != "unix"))
        {
            throw config.Error("saker.syslog_output.address", $"expected udp://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT or unix:///PATH, not '{text}'");
        }

        string facility = config.Choice("saker.syslog_output.facility", "user", [.. Alerts.Channels.Syslog.Facilities]);
        return new SyslogOptions(
            address, Alerts.Channels.Syslog.Facilities.ToList().IndexOf(facility), config.Text("saker.syslog_output.app_name") ?? "saker", hostname,
            new TlsOptions(
                config.Bool("saker.syslog_output.insecure", false),
                NamedFile.ToRead(config, "saker.syslog_output.ca_cert"), null,
                NamedFile.ToRead(config, "saker.syslog_output.client_cert"), NamedFile.ToRead(config, "saker.syslog_output.client_key")),
            timeout);
    }

    private static string Required(ConfigTree config, string key, string what) =>
        config.Text(key) is { Length: > 0 } text ? text : throw config.Error(key, $"missing: the output is enabled and needs {what}");

    private static string Certificate(ConfigTree config, string key) =>
        NamedFile.ToRead(config, key) ?? throw config.Error(key, "missing: http_output.mtls is on and needs client_cert and client_key");
}
