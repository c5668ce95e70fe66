namespace Saker.Rules.Binding.Matching;

/// <summary>
/// Paths of which a path may be one, or lie below one. Compared component by component, empty components left out; a component of the
/// set may be a shell pattern.
/// </summary>
internal sealed class PathPrefixes
{
    private readonly Node root = new();

    public PathPrefixes(IEnumerable<byte[]> paths)
    {
        foreach (byte[] path in paths)
        {
            var node = root;
            ReadOnlySpan<byte> rest = path;
            while (NextComponent(ref rest, out var component))
                node = node.Child(component);
            node.IsEnd = true;
        }

        IsEmpty = !root.IsEnd && root.Children.Count == 0;
    }

    public bool IsEmpty { get; }

    /// <summary>
    /// Of each path the components before the first pattern, with one slash between them and none around: every path that matches
    /// begins with one of these once it is written so. Empty where a pattern or the root comes first.
    /// </summary>
    public IEnumerable<byte[]> Literals => LiteralsBelow(root, []);

    public bool Matches(ReadOnlySpan<byte> path) => Matches(root, path);

    private static IEnumerable<byte[]> LiteralsBelow(Node node, byte[] path)
    {
        if (node.IsEnd || node.Children.Exists(c => c.Pattern is not null))
            return [path];
        return node.Children.SelectMany(c => LiteralsBelow(c, path.Length == 0 ? c.Name : [.. path, (byte)'/', .. c.Name]));
    }

    private static bool Matches(Node node, ReadOnlySpan<byte> rest)
    {
        if (node.IsEnd)
            return true;
        if (!NextComponent(ref rest, out var component))
            return false;
        foreach (var child in node.Children)
        {
            bool fits = child.Pattern is { } pattern ? pattern.Matches(component) : component.SequenceEqual(child.Name);
            if (fits && Matches(child, rest))
                return true;
        }

        return false;
    }

    private static bool NextComponent(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> component)
    {
        rest = rest.TrimStart((byte)'/');
        int end = rest.IndexOf((byte)'/');
        component = end < 0 ? rest : rest[..end];
        rest = rest[component.Length..];
        return component.Length > 0;
    }

    private sealed class Node
    {
        public byte[] Name { get; private init; } = [];

        public Glob? Pattern { get; private init; }

        public List<Node> Children { get; } = [];

        public bool IsEnd { get; set; }

        public Node Child(ReadOnlySpan<byte> name)
        {
            foreach (var child in Children)
            {
                if (name.SequenceEqual(child.Name))
                    return child;
            }

            var added = new Node
            {
                Name = name.ToArray(),
                Pattern = name.IndexOfAny("?*["u8) >= 0 ? new Glob(name, ignoreCase: false) : null,
            };
            Children.Add(added);
            return added;
        }
    }
}
