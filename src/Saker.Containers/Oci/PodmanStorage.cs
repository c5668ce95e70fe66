using System.Text.Json;
using Saker.Containers.Sources;
using Saker.State;

namespace Saker.Containers.Oci;

/// <summary>
/// Reads the storage in which Podman and CRI-O keep containers and images, two directories above a bundle: names, image, digest. Podman has
/// no daemon that must run for it.
/// </summary>
internal static class PodmanStorage
{
    /// <summary>Adds what the storage that a bundle lies in tells; nothing when it lies in none.</summary>
    /// <param name="answer">What is known.</param>
    /// <param name="id">Whole id of the container.</param>
    /// <param name="bundle">The bundle: <c>.../overlay-containers/ID/userdata</c>.</param>
    public static Answer Read(Answer answer, string id, string bundle)
    {
        string? containers = Path.GetDirectoryName(Path.GetDirectoryName(bundle));
        if (containers is null || !containers.EndsWith("-containers", StringComparison.Ordinal))
            return answer;
        foreach (string list in new[] { "containers.json", "volatile-containers.json" })
        {
            using var document = SmallFile.Json(Path.Combine(containers, list));
            if (Entry(document, id) is { ValueKind: JsonValueKind.Object } entry)
                return Read(answer, entry, containers[..^"-containers".Length] + "-images/images.json");
        }

        return answer;
    }

    private static Answer Read(Answer answer, JsonElement container, string images)
    {
        string imageId = container.Text("image");
        using var document = SmallFile.Json(images);
        var image = Entry(document, imageId);
        string reference = Reference(container.Text("metadata"));
        string[] tags = image.Strings("names");
        if (reference.Length == 0)
            reference = tags.FirstOrDefault("");
        string digest = image.Text("digest");
        var metadata = answer.Metadata with { Name = Texts.Bytes(container.Strings("names").FirstOrDefault("")) };
        metadata = metadata.With(reference, imageId, tags, digest.Length > 0 ? ["@" + digest] : []);
        return new Answer(metadata, answer.Told | ContainerParts.Name | ContainerParts.Image | ContainerParts.Digest);
    }

    private static JsonElement Entry(JsonDocument? document, string id) =>
        document is { RootElement.ValueKind: JsonValueKind.Array } && id.Length > 0
            ? document.RootElement.EnumerateArray().FirstOrDefault(c => c.Text("id") == id)
            : default;

    private static string Reference(string metadata)
    {
        try
        {
            using var document = JsonDocument.Parse(metadata);
            return document.RootElement.Text("image-name");
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
