using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

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

    /// <summary>An object by itself, in YAML.</summary>
    public static string Text(YamlNode manifest)
    {
        var text = new StringWriter();
        new YamlStream(new YamlDocument(manifest)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <summary>Those that a choice takes, in JSON: an array.</summary>
    public string Json(Predicate<YamlNode> choice)
    {
        var reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        var writer = new SerializerBuilder().JsonCompatible().Build();
        return $"[{string.Join(',', Objects.Where(o => choice(o)).Select(o => writer.Serialize(reader.Deserialize<object>(Text(o)))))}]";
    }

    /// <summary>Kinds and names, in order.</summary>
    public IEnumerable<string> Names() => Objects.Select(o => $"{o.Text("kind")}/{o.Text("metadata/name")}").Order(StringComparer.Ordinal);
}
