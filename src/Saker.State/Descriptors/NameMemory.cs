using System.Runtime.InteropServices;

namespace Saker.State;

/// <summary>
/// Remembers by what ends each socket was last seen, for as long as there is room: a fixed number of places, where a newer socket
/// takes the place of an older one. A socket that was forgotten counts as one with a new name.
/// </summary>
internal sealed unsafe class NameMemory : IDisposable
{
    private const int Places = 4096;

    private readonly Place* places = (Place*)NativeMemory.AllocZeroed(Places, (nuint)sizeof(Place));

    private struct Place
    {
        public ulong Identity;
        public int Ends;
    }

    /// <summary>Whether the socket has other ends than when it was last seen; remembers those that it has.</summary>
    public bool Changed(ref readonly Descriptor socket)
    {
        var hash = default(HashCode);
        hash.AddBytes(socket.Source);
        hash.AddBytes(socket.Destination);
        hash.Add(socket.SourcePort);
        hash.Add(socket.DestinationPort);
        int ends = hash.ToHashCode();
        var place = &places[(socket.Identity * 0x9E3779B97F4A7C15) >> 52];
        if (place->Identity == socket.Identity && place->Ends == ends)
            return false;
        *place = new Place { Identity = socket.Identity, Ends = ends };
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(places);
}
