using System.Text;

namespace Saker.State;

/// <summary>Labels of a container or a pod.</summary>
public sealed class ContainerLabels
{
    private readonly Dictionary<string, byte[]> byKey;

    /// <param name="labels">Keys and values.</param>
    public ContainerLabels(IReadOnlyDictionary<string, string> labels)
    {
        byKey = labels.ToDictionary(l => l.Key, l => Encoding.UTF8.GetBytes(l.Value));

        Entries = [.. labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => Encoding.UTF8.GetBytes($"{l.Key}:{l.Value}"))];

        // Those of Kubernetes are notes of the runtime to itself.
        var shown = labels.Where(l => !l.Key.StartsWith("annotation.", StringComparison.Ordinal) && !l.Key.StartsWith("io.kubernetes.", StringComparison.Ordinal));
        List = Encoding.UTF8.GetBytes(string.Join(", ", shown.OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => l.Value.Length == 0 ? l.Key : $"{l.Key}:{l.Value}")));
    }

    /// <summary>No label.</summary>
    public static ContainerLabels None { get; } = new(new Dictionary<string, string>());

    /// <summary>All that were given by people, sorted, <c>key:value, key</c>.</summary>
    public byte[] List { get; }

    /// <summary>All of them, each <c>key:value</c>, sorted.</summary>
    public byte[][] Entries { get; }

    /// <summary>The value of a label; null when there is none of that key.</summary>
    public byte[]? Find(string key) => byKey.GetValueOrDefault(key);
}
