using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>Finds nodes by paths such as <c>spec/containers/0/name</c>.</summary>
internal static class YamlPaths
{
    /// <summary>The node; null when there is none.</summary>
    public static YamlNode? Find(this YamlNode node, string path)
    {
        YamlNode? at = node;
        foreach (string step in path.Split('/'))
        {
            at = at switch
            {
                YamlMappingNode map => map.Children.TryGetValue(new YamlScalarNode(step), out var child) ? child : null,
                YamlSequenceNode list => list.Children.ElementAtOrDefault(int.Parse(step, CultureInfo.InvariantCulture)),
                _ => null,
            };
        }

        return at;
    }

    /// <summary>The text there; empty when there is none.</summary>
    public static string Text(this YamlNode node, string path) => (node.Find(path) as YamlScalarNode)?.Value ?? "";

    /// <summary>The elements of the list there.</summary>
    public static IReadOnlyList<YamlNode> List(this YamlNode node, string path) => node.Find(path) is YamlSequenceNode list ? [.. list.Children] : [];

    /// <summary>The texts of the list there.</summary>
    public static IEnumerable<string> Texts(this YamlNode node, string path) => node.List(path).Select(e => ((YamlScalarNode)e).Value!);
}
