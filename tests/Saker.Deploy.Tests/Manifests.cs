using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Saker.Deploy.Tests;

/// <summary>The objects of a release.</summary>
/// <param name="Objects">One a document.</param>
internal sealed record Manifests(IReadOnlyList<YamlNode> Objects)
{
    /// <summary>Reads a stream of documents.</summary>
    public static Manifests Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(new StringReader(text))));
        return new Manifests([.. stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>()]);
    }

    /// <summary>All objects of a kind.</summary>
    public IEnumerable<YamlNode> Of(string kind) => Objects.Where(o => o.Text("kind") == kind);

    /// <summary>The one of a kind whose name ends so.</summary>
    public YamlNode One(string kind, string nameEnd = "") => Of(kind).Single(o => o.Text("metadata/name").EndsWith(nameEnd, StringComparison.Ordinal));

    /// <summary>Kinds and names, in order.</summary>
    public IEnumerable<string> Names() => Objects.Select(o => $"{o.Text("kind")}/{o.Text("metadata/name")}").Order(StringComparer.Ordinal);
}
