using System.Security.Cryptography;
using Saker.Alerts;
using Saker.Alerts.Channels;
using Saker.Alerts.Outputs;
using Saker.Alerts.Spooling;
using Saker.Alerts.Streaming;
using Saker.Rules;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Outputs;

/// <summary>Makes the outputs that the configuration asks for.</summary>
/// <param name="log">Where the sensor says how it goes.</param>
/// <param name="forward">Makes the forwarder, which is downstream of the sensor; null where there is none.</param>
internal sealed class OutputSetup(Log log, Func<ForwardOptions, IAlertOutput>? forward)
{
    // Parsers of Falco's messages look for it.
    private const string SyslogIdentity = "falco";

    /// <summary>Opens them, with what earlier runs left in their spools.</summary>
    /// <param name="options">Which.</param>
    /// <param name="format">How alerts are written.</param>
    /// <param name="mayWait">Whether the finder of an alert may be kept waiting; null for never.</param>
    /// <param name="stream">Where alerts go as well; null for nowhere.</param>
    /// <exception cref="ConfigException">A certificate or key cannot be used, or what the forwarder is to be made of.</exception>
    public AlertOutputs Open(OutputOptions options, AlertFormat format, Func<bool>? mayWait, AlertStream? stream)
    {
        try
        {
            return new AlertOutputs(
                [.. Plans(options).Select(p => p.Make()).Concat(stream is null ? [] : [stream]).Select(o => (o, OpenSpool(o, options.Spool)))], options.Limits, format,
                (severity, message) => log.Write((LogLevel)severity, message), mayWait);
        }
        catch (CryptographicException e)
        {
            throw new ConfigException($"certificates of the outputs: {e.Message}", e);
        }
    }

    /// <summary>Makes the outputs that another configuration changes; nothing happens until they are put into force.</summary>
    /// <param name="former">What is in force.</param>
    /// <param name="next">What is to take its place.</param>
    /// <exception cref="ConfigException">A certificate or key cannot be used, or what the forwarder is to be made of.</exception>
    public IReadOnlyList<IAlertOutput> MakeChanged(OutputOptions former, OutputOptions next)
    {
        var known = Plans(former).ToDictionary(p => p.Name, p => p.Settings);
        try
        {
            return [.. Plans(next).Where(p => !p.Settings.Equals(known.GetValueOrDefault(p.Name))).Select(p => p.Make())];
        }
        catch (CryptographicException e)
        {
            throw new ConfigException($"certificates of the outputs: {e.Message}", e);
        }
    }

    /// <summary>Puts them into force: outputs that do not change go on, those that do keep what waits for them.</summary>
    /// <param name="outputs">The outputs that run.</param>
    /// <param name="former">What was in force.</param>
    /// <param name="next">What is from now on.</param>
    /// <param name="changed">What <see cref="MakeChanged"/> made of both.</param>
    public void Exchange(AlertOutputs outputs, OutputOptions former, OutputOptions next, IReadOnlyList<IAlertOutput> changed)
    {
        string[] before = [.. Plans(former).Select(p => p.Name)];
        foreach (string ended in before.Except(Plans(next).Select(p => p.Name)))
        {
            outputs.End(ended);
            log.Info($"output {ended} has ended");
        }

        foreach (var output in changed)
        {
            if (before.Contains(output.Name))
                outputs.Exchange(output);
            else
                outputs.Start(output, OpenSpool(output, former.Spool));
            log.Info($"output {output.Name} {(before.Contains(output.Name) ? "works by its new settings" : "has started")}");
        }
    }

    /// <summary>Each output that is wanted: its name, what it depends on, and how it is made.</summary>
    private IEnumerable<(string Name, object Settings, Func<IAlertOutput> Make)> Plans(OutputOptions options)
    {
        if (options.StandardOutput)
            yield return ("stdout", true, () => new StandardOutput());
        if (options.LocalSyslog)
            yield return ("syslog", true, () => new LocalSyslogOutput(SyslogIdentity, options.Limits.Timeout));
        if (options.File is { } file)
            yield return ("file", file, () => new FileOutput(file));
        if (options.Program is { } program)
            yield return ("program", (program, options.ProgramKeepAlive), () => new ProgramOutput(program, options.ProgramKeepAlive));
        if (options.Http is { } http)
            yield return ("http", http, () => new HttpOutput(http, Console.Out.WriteLine));
        if (options.Syslog is { } syslog)
            yield return ("remote_syslog", syslog, () => new SyslogOutput(syslog));
        if (options.Forward is { } forwarder)
            yield return ("forward", forwarder, () => (forward ?? throw new ConfigException("saker.forward: this program has no forwarder"))(forwarder));
    }

    /// <summary>The spool of an output. Standard output and the stream have none: what one run could not say there is not for the next one to say.</summary>
    private Spool? OpenSpool(IAlertOutput output, SpoolOptions? options)
    {
        if (options is null || output is StandardOutput or AlertStream)
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
