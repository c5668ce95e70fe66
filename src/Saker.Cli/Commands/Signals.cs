using System.Runtime.InteropServices;

namespace Saker.Cli.Commands;

/// <summary>What signals to this process do, for as long as this lives.</summary>
internal sealed class Signals : IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>SIGINT and SIGTERM end a run by itself, so that what was seen is still delivered.</summary>
    public static Signals ToStop(Action stop) => new Signals().On(PosixSignal.SIGINT, stop).On(PosixSignal.SIGTERM, stop);

    /// <summary>A signal does this instead of what it would.</summary>
    public Signals On(PosixSignal signal, Action act)
    {
        registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            act();
        }));
        return this;
    }

    public void Dispose() => registrations.ForEach(r => r.Dispose());
}
