using Saker.State;

namespace Saker.Containers.Sources;

/// <summary>The pod that labels of the kubelet name.</summary>
internal static class PodIdentity
{
    /// <summary>Reads the labels that the kubelet gives to its containers.</summary>
    public static ContainerPod Of(IReadOnlyDictionary<string, string> labels) => new(
        Texts.Bytes(labels.GetValueOrDefault("io.kubernetes.pod.name", "")),
        Texts.Bytes(labels.GetValueOrDefault("io.kubernetes.pod.namespace", "")),
        Texts.Bytes(labels.GetValueOrDefault("io.kubernetes.pod.uid", "")));
}
