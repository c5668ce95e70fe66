using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Oci;

/// <summary>Reads the file in which Docker keeps a container, which is there before the container starts.</summary>
internal static class DockerFiles
{
    /// <summary>Adds what the file tells; nothing when there is none.</summary>
    public static Answer Read(Answer answer, string id, string hostRoot, int labelMaxLength)
    {
        string directory = $"{hostRoot}/var/lib/docker/containers/{id}";
        using var document = SmallFile.Json($"{directory}/config.v2.json");
        if (document is null)
            return answer;
        var container = document.RootElement;
        var labels = container.Map("Config", "Labels");
        var metadata = answer.Metadata with
        {
            Type = Texts.Bytes("docker"),
            Name = Texts.Bytes(container.Text("Name").TrimStart('/')),
            Labels = Texts.Labels(labels, labelMaxLength),
            Pod = PodIdentity.Of(labels),
        };
        string reference = container.Text("Config", "Image");
        var told = answer.Told | ContainerParts.Name | ContainerParts.Labels | ContainerParts.Pod;
        if (ImageNames.IsId(reference))
            return new Answer(metadata, told);
        return new Answer(metadata.With(ContainerImage.Parse(reference)) with { ImageId = Texts.Bytes(ImageNames.Id(container.Text("Image"))) }, told | ContainerParts.Image);
    }
}
