namespace Saker.Fields;

/// <summary>Finds fields by name: what conditions and outputs are bound against.</summary>
public interface IFieldCatalog
{
    /// <summary>Every field that can be listed, in catalogue order.</summary>
    IReadOnlyList<FieldInfo> Fields { get; }

    /// <summary>
    /// Binds a field. <paramref name="name"/> is the dotted name as written; the legacy form that carries the argument after a dot
    /// (<c>evt.arg.flags</c>) is understood as well.
    /// </summary>
    /// <returns>Null when it cannot be bound; <paramref name="error"/> then says why, for people.</returns>
    Field? Bind(string name, string? argument, out string? error);
}
