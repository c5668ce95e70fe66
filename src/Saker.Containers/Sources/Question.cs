namespace Saker.Containers.Sources;

/// <summary>A container of which more is to be known.</summary>
/// <param name="Id">Whole id, or name.</param>
/// <param name="Type">Runtime as the cgroup tells it.</param>
internal sealed record Question(string Id, string Type)
{
    /// <summary>The id as events show it.</summary>
    public string ShownId => Show(Id);

    /// <summary>The first twelve characters of what is an id; what is a name is shown whole.</summary>
    public static string Show(string id) => id.Length is 64 or 32 && id.All(char.IsAsciiHexDigitLower) ? id[..12] : id;
}
