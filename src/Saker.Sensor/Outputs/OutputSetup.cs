using System.Security.Cryptography;
using Saker.Alerts;
using Saker.Alerts.Channels;
using Saker.Alerts.Outputs;
using Saker.Alerts.Spooling;
using Saker.Rules;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Outputs;

/// <summary>Makes the outputs that the configuration asks for.</summary>
internal static class OutputSetup
{
    // Parsers of Falco's messages look for it.
    private const string SyslogIdentity = "falco";

    /// <summary>Opens them, with what earlier runs left in their spools.</summary>
    /// <param name="options">Which.</param>
    /// <param name="format">How alerts are written.</param>
    /// <param name="log">Where the sensor says how it goes.</param>
    /// <param name="mayWait">Whether the finder of an alert may be kept waiting; null for never.</param>
    /// <exception cref="ConfigException">A certificate or key cannot be used.</exception>
    public static AlertOutputs Open(OutputOptions options, AlertFormat format, Log log, Func<bool>? mayWait)
    {
        try
        {
            return new AlertOutputs(
                [.. Channels(options).Select(o => (o, OpenSpool(o, options.Spool, log)))], options.Limits, format,
                (severity, message) => log.Write((LogLevel)severity, message), mayWait);
        }
        catch (CryptographicException e)
        {
            throw new ConfigException($"certificates of the outputs: {e.Message}", e);
        }
    }

    private static IEnumerable<IAlertOutput> Channels(OutputOptions options)
    {
        if (options.StandardOutput)
            yield return new StandardOutput();
        if (options.LocalSyslog)
            yield return new LocalSyslogOutput(SyslogIdentity, options.Limits.Timeout);
        if (options.File is { } file)
            yield return new FileOutput(file);
        if (options.Program is { } program)
            yield return new ProgramOutput(program, options.ProgramKeepAlive);
        if (options.Http is { } http)
            yield return new HttpOutput(http, Console.Out.WriteLine);
        if (options.Syslog is { } syslog)
            yield return new SyslogOutput(syslog);
    }

    /// <summary>The spool of an output. Standard output has none: what one run could not say there is not for the next one to say.</summary>
    private static Spool? OpenSpool(IAlertOutput output, SpoolOptions? options, Log log)
    {
        if (options is null || output is StandardOutput)
            return null;
        string directory = Path.Combine(options.Directory, output.Name);
        try
        {
            var spool = Spool.Open(directory, options.MaxBytes);
            foreach (string place in spool.Damaged)
                log.Error($"output {output.Name}: spool {place}: damaged; what was there is lost");
            if (spool.Count > 0)
                log.Info($"output {output.Name}: {spool.Count} alerts of an earlier run wait in {directory}");
            return spool;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Write((LogLevel)Priority.Warning, $"output {output.Name}: no spool, alerts wait in memory only: {e.Message}");
            return null;
        }
    }
}
