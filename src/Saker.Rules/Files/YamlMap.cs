using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Saker.Rules.Files;

/// <summary>Reads a configuration as a map of keys: one document of bounded length.</summary>
public static class YamlMap
{
    private const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Reads a file, whose length nobody vouches for: it may be a pipe or a device.</summary>
    /// <exception cref="IOException">It cannot be read, or is too long.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="YamlException">It holds no map.</exception>
    public static YamlMappingNode ReadFile(string path)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a directory; a configuration file is expected");
        using var reader = new StreamReader(path);
        var text = new StringBuilder();
        Span<char> part = stackalloc char[4096];
        while (reader.Read(part) is > 0 and int length)
        {
            if (text.Append(part[..length]).Length > MaxLength)
                throw new IOException($"it is longer than the {MaxLength} characters that a configuration file may have");
        }

        return Parse(text.ToString());
    }

    /// <summary>Reads a text; one that says nothing is an empty map.</summary>
    /// <exception cref="YamlException">It is no map.</exception>
    public static YamlMappingNode Parse(string text)
    {
        // Once to the end, since what builds the tree takes a text without faults for granted.
        var check = new BoundedParser(new StringReader(text));
        while (check.MoveNext())
        {
        }

        var stream = new YamlStream();
        stream.Load(new BoundedParser(new StringReader(text)));
        return stream.Documents.Count == 0 ? [] : stream.Documents[0].RootNode switch
        {
            YamlMappingNode map => map,
            YamlScalarNode { Value: null or "" } => [],
            var other => throw new YamlException(other.Start, other.End, "a map of keys is expected at the top"),
        };
    }
}
