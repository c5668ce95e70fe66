using Saker.Alerts.Outputs;
using Saker.Kernel;
using Saker.Sensor.Configuration;

namespace Saker.Sensor.Sources;

/// <summary>The readers beside the first; mostly there are none.</summary>
internal sealed class SideReaders : IDisposable
{
    private readonly List<SideReader> readers = [];

    /// <summary>Makes a reader for each of the probe's but the first, and lets them read.</summary>
    /// <param name="options">What the operator asked for.</param>
    /// <param name="probe">The probe.</param>
    /// <param name="first">The pipeline of the first reader, whose judgement they share.</param>
    /// <param name="outputs">Where alerts go.</param>
    /// <param name="log">Where it is told how it goes.</param>
    public static SideReaders Start(SensorOptions options, Probe probe, EventPipeline first, AlertOutputs outputs, Log log)
    {
        var beside = new SideReaders();
        try
        {
            for (int i = 1; i < probe.Readers.Count; i++)
                beside.readers.Add(new SideReader(options, probe, i, first.Judgement.ForAnotherReader(), first.Judge, outputs, log));
        }
        catch
        {
            beside.Dispose();
            throw;
        }

        foreach (var reader in beside.readers)
            reader.Start();
        return beside;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<SideReader> All => readers;

    /// <inheritdoc/>
    public void Dispose()
    {
        readers.ForEach(reader => reader.Dispose());
        readers.Clear();
    }
}
