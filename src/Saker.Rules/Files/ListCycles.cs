namespace Saker.Rules.Files;

/// <summary>
/// Finds lists that contain themselves, directly or through others: nobody means that, and no set of values follows from it. A list
/// that was defined again may name what names it: that means its earlier items.
/// </summary>
internal static class ListCycles
{
    /// <exception cref="LoadException">There is such a list.</exception>
    public static void Refuse(IReadOnlyDictionary<string, ListDefinition> lists)
    {
        var done = new HashSet<string>();
        foreach (var list in lists.Values.Where(l => l.Visibility == l.Index))
            Follow(list, lists, done);
    }

    /// <summary>Walks depth first without recursion: a chain of lists may be as long as the file.</summary>
    private static void Follow(ListDefinition first, IReadOnlyDictionary<string, ListDefinition> lists, HashSet<string> done)
    {
        var path = new Stack<(ListDefinition List, int Next)>();
        var open = new HashSet<string>();
        Enter(first);
        while (path.TryPop(out var at))
        {
            if (at.Next == at.List.Items.Count)
            {
                open.Remove(at.List.Name);
                done.Add(at.List.Name);
                continue;
            }

            path.Push(at with { Next = at.Next + 1 });
            if (!lists.TryGetValue(at.List.Items[at.Next], out var inner) || done.Contains(inner.Name) || inner.Visibility != inner.Index)
                continue;
            if (open.Contains(inner.Name))
                throw inner.Context.Error(FindingCode.Validate, $"List '{inner.Name}' contains itself: {Describe(path, inner)}");
            Enter(inner);
        }

        void Enter(ListDefinition list)
        {
            path.Push((list, 0));
            open.Add(list.Name);
        }
    }

    private static string Describe(Stack<(ListDefinition List, int Next)> path, ListDefinition again)
    {
        var names = path.Select(p => p.List.Name).TakeWhile(n => n != again.Name).Reverse();
        return string.Join(" -> ", [again.Name, .. names, again.Name]);
    }
}
