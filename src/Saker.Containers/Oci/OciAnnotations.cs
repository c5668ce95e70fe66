using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Oci;

/// <summary>What engines write into the annotations of a configuration, each under names of its own.</summary>
internal static class OciAnnotations
{
    private const string Containerd = "io.kubernetes.cri.";
    private const string CrioPrefix = "io.kubernetes.cri-o.";

    /// <summary>Adds what annotations tell; nothing when no engine that is known wrote them.</summary>
    public static Answer Read(Answer answer, IReadOnlyDictionary<string, string> annotations, int labelMaxLength)
    {
        if (annotations.ContainsKey(Containerd + "container-type"))
            return Cri(answer, annotations);
        if (annotations.ContainsKey(CrioPrefix + "ContainerType"))
            return Crio(answer, annotations, labelMaxLength);
        if (annotations.ContainsKey("nerdctl/name"))
            return Nerdctl(answer, annotations);
        return Image(answer, annotations);
    }

    private static Answer Cri(Answer answer, IReadOnlyDictionary<string, string> annotations)
    {
        string Value(string name) => annotations.GetValueOrDefault(Containerd + name, "");
        bool isSandbox = Value("container-type") == "sandbox";
        var metadata = answer.Metadata with
        {
            Type = Texts.Bytes("containerd"),
            Name = Texts.Bytes(isSandbox ? Value("sandbox-name") : Value("container-name")),
            Pod = new ContainerPod(Texts.Bytes(Value("sandbox-name")), Texts.Bytes(Value("sandbox-namespace")), Texts.Bytes(Value("sandbox-uid"))),
        };
        return With(answer, metadata, Value("image-name"), Value("sandbox-id"));
    }

    private static Answer Crio(Answer answer, IReadOnlyDictionary<string, string> annotations, int labelMaxLength)
    {
        string Value(string name) => annotations.GetValueOrDefault(CrioPrefix + name, "");
        var labels = Labels(Value("Labels"));
        var metadata = answer.Metadata with
        {
            Type = Texts.Bytes("cri-o"),
            Name = Texts.Bytes(labels.GetValueOrDefault("io.kubernetes.container.name", Value("Name"))),
            Labels = Texts.Labels(labels, labelMaxLength),
            Pod = PodIdentity.Of(labels),
            Ip = Texts.Bytes(Value("IP.0")),
            Cni = Texts.Bytes(Value("CNIResult")),
        };
        var read = With(answer, metadata, Value("ImageName"), Value("SandboxID"));
        return read with { Told = read.Told | ContainerParts.Labels };
    }

    private static Answer Nerdctl(Answer answer, IReadOnlyDictionary<string, string> annotations)
    {
        var metadata = answer.Metadata with { Type = Texts.Bytes("containerd"), Name = Texts.Bytes(annotations["nerdctl/name"]) };
        return new Answer(metadata, answer.Told | ContainerParts.Name);
    }

    /// <summary>Names that the image specification gives, which tools write that make bundles from images.</summary>
    private static Answer Image(Answer answer, IReadOnlyDictionary<string, string> annotations)
    {
        if (!annotations.TryGetValue("org.opencontainers.image.ref.name", out string? name) || name.Length == 0)
            return answer;
        return new Answer(answer.Metadata.With(ContainerImage.Parse(name)), answer.Told | ContainerParts.Image);
    }

    private static Answer With(Answer answer, ContainerMetadata metadata, string image, string sandbox)
    {
        var told = answer.Told | ContainerParts.Name | ContainerParts.Pod;
        if (image.Length > 0 && !ImageNames.IsId(image))
        {
            metadata = metadata.With(ContainerImage.Parse(image));
            told |= ContainerParts.Image;
        }

        return new Answer(metadata with { SandboxId = Texts.Bytes(sandbox), ShortSandboxId = Texts.Bytes(Question.Show(sandbox)) }, told);
    }

    private static Dictionary<string, string> Labels(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Map();
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
