using Saker.Events.Rendering;

namespace Saker.State;

/// <summary>Cgroup lists under the names that the first hierarchy gave to subsystems, as rules know them.</summary>
internal static class CgroupList
{
    /// <summary>The list with <c>io</c>, <c>mem</c> and <c>perf</c> under their old names.</summary>
    public static ReadOnlySpan<byte> Normalize(Arena room, ReadOnlySpan<byte> list)
    {
        var text = room.Open();
        while (!list.IsEmpty)
        {
            int end = list.IndexOf((byte)0);
            var entry = end < 0 ? list : list[..end];
            list = end < 0 ? default : list[(end + 1)..];
            int equals = entry.IndexOf((byte)'=');
            var name = equals < 0 ? default : entry[..equals];
            text.Add(name.SequenceEqual("io"u8) ? "blkio"u8 : name.SequenceEqual("mem"u8) ? "memory"u8
                : name.SequenceEqual("perf"u8) ? "perf_event"u8 : name);
            text.Add(equals < 0 ? entry : entry[equals..]).Add((byte)0);
        }

        return text.Close();
    }
}
