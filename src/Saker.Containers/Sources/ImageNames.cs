using Saker.State;

namespace Saker.Containers.Sources;

/// <summary>Names of images as engines give them: ids, references, and references with digests.</summary>
internal static class ImageNames
{
    private const string HashPrefix = "sha256:";

    /// <summary>An id without the name of its hash.</summary>
    public static string Id(string id) => id.StartsWith(HashPrefix, StringComparison.Ordinal) ? id[HashPrefix.Length..] : id;

    /// <summary>Whether a container was asked for by the id of its image, so that it says no name.</summary>
    public static bool IsId(string reference) =>
        reference.StartsWith(HashPrefix, StringComparison.Ordinal) || (reference.Length is >= 12 and <= 64 && reference.All(char.IsAsciiHexDigitLower));

    /// <summary>The same with an image.</summary>
    /// <param name="metadata">What else is known.</param>
    /// <param name="reference">As the container was asked for.</param>
    /// <param name="id">Id of the image.</param>
    /// <param name="tags">References to the image with their tags.</param>
    /// <param name="digests">References to the image with its digest.</param>
    public static ContainerMetadata With(this ContainerMetadata metadata, string reference, string id, IReadOnlyList<string> tags, IReadOnlyList<string> digests)
    {
        if (IsId(reference) && tags.Count > 0)
            reference = tags[0];
        var image = ContainerImage.Parse(reference);
        string repository = System.Text.Encoding.UTF8.GetString(image.Repository);
        string? digest = digests.FirstOrDefault(d => d.StartsWith(repository + "@", StringComparison.Ordinal)) ?? (digests.Count > 0 ? digests[0] : null);
        byte[] digestBytes = digest is null ? image.Digest : Texts.Bytes(digest[(digest.IndexOf('@') + 1)..]);
        if (image.Tag.Length == 0 && tags.FirstOrDefault(t => t.StartsWith(repository + ":", StringComparison.Ordinal)) is { } tagged && image.Digest.Length > 0)
            image = image with { Tag = ContainerImage.Parse(tagged).Tag };
        return metadata.With(image) with { ImageId = Texts.Bytes(Id(id)), ImageDigest = digestBytes };
    }
}
