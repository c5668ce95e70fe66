using System.Collections.Frozen;
using System.Globalization;

namespace Saker.Fields;

/// <summary>The fields of system call events: what schema/fields.json lists, each bound to the code that answers it.</summary>
public sealed class FieldCatalog : IFieldCatalog
{
    private readonly FieldInfo[] fields;
    private readonly FrozenDictionary<string, FieldInfo> byName;
    private readonly FieldRegistry registry = new();

    /// <summary>Reads the catalogue and registers every family.</summary>
    public FieldCatalog(FieldOptions options)
    {
        Classes =
        [
            .. CatalogReader.Read().Where(c => options.Containers || c.Name is not ("container" or "k8smeta")),
            .. options.StaticFields.Count == 0 ? Array.Empty<FieldClass>() : [StaticFields.Describe(options.StaticFields)],
        ];
        fields = [.. Classes.SelectMany(c => c.Fields)];
        byName = fields.DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name);
        new EventFields(options).Register(registry);
        EventArgumentFields.Register(registry);
        EventTimeFields.Register(registry);
        EventCountFields.Register(registry);
        ProcessFields.Register(registry);
        ProcessImageFields.Register(registry);
        ProcessListFields.Register(registry);
        ProcessTimeFields.Register(registry);
        KernelFactFields.Register(registry);
        LineageFields.Register(registry);
        GroupLeaderFields.Register(registry);
        ThreadFields.Register(registry);
        StandardStreamFields.Register(registry);
        UserFields.Register(registry);
        DescriptorFields.Register(registry);
        SocketFields.Register(registry, options);
        FsPathFields.Register(registry);
        FdListFields.Register(registry);
        ContainerFields.Register(registry);
        ContainerMountFields.Register(registry);
        PodFields.Register(registry);
        ClusterFields.Register(registry);
        StaticFields.Register(registry, options.StaticFields);
    }

    /// <summary>The families, in catalogue order.</summary>
    public IReadOnlyList<FieldClass> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<FieldInfo> Fields => fields;

    /// <inheritdoc/>
    public Field? Bind(string name, string? argument, out string? error)
    {
        if (!byName.TryGetValue(name, out var info))
        {
            // A name may have as many dots as its file has room for, so none of its beginnings is made a string of.
            var beginnings = byName.GetAlternateLookup<ReadOnlySpan<char>>();
            // The legacy form has the argument behind a dot: the longest field that takes one wins.
            for (int dot = name.LastIndexOf('.'); dot > 0 && argument is null && info is null; dot = name.LastIndexOf('.', dot - 1))
            {
                if (beginnings.TryGetValue(name.AsSpan(0, dot), out var found) && found.Argument != FieldArgument.None)
                    (info, argument) = (found, name[(dot + 1)..]);
            }
        }

        error = null;
        if (info is null)
            error = $"field '{name}' does not exist";
        else if (argument is null && info.Argument == FieldArgument.Required && !registry.IsBareAllowed(info.Name))
            error = $"field '{name}' needs an argument";
        else if (argument is not null && info.Argument == FieldArgument.None)
            error = $"field '{info.Name}' takes no argument";
        return error is null ? registry.Bind(info!, argument, out error) : null;
    }

    internal static bool TryIndex(string? argument, out int index) =>
        int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
