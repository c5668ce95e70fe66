using System.Globalization;
using System.Text.RegularExpressions;
using Saker.State;

namespace Saker.Fields;

/// <summary>
/// One mount of a container (<c>container.mount.*</c>), by number, or by the first whose source matches an expression; the source
/// itself is looked for by destination.
/// </summary>
internal static class ContainerMountFields
{
    private delegate byte[] MountText(ContainerMount mount);

    public static void Register(FieldRegistry on)
    {
        Add(on, "container.mount", static m => m.Source, static m => m.Text);
        Add(on, "container.mount.source", static m => m.Destination, static m => m.SourceBytes);
        Add(on, "container.mount.dest", static m => m.Source, static m => m.DestinationBytes);
        Add(on, "container.mount.mode", static m => m.Source, static m => m.Mode);
        byte[] writable = [.. "true"u8];
        byte[] readOnly = [.. "false"u8];
        Add(on, "container.mount.rdwr", static m => m.Source, m => m.IsWritable ? writable : readOnly);
        Add(on, "container.mount.propagation", static m => m.Source, static m => m.Propagation);
    }

    private static void Add(FieldRegistry on, string name, Func<ContainerMount, string> key, MountText text) =>
        on.Add(name, (FieldInfo info, string? argument, out string? error) =>
        {
            error = null;
            var find = Finder(argument ?? "", key, ref error);
            return find is null ? null : new StringField(info, argument, FieldScope.Process, FieldRegistry.Single((context, out value) =>
            {
                var mount = ContainerFields.Of(context)?.Metadata is { } metadata ? find(metadata.Mounts) : null;
                value = mount is null ? default : text(mount);
                return mount is not null;
            }));
        });

    private static Func<ContainerMount[], ContainerMount?>? Finder(string argument, Func<ContainerMount, string> key, ref string? error)
    {
        if (int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return mounts => number < mounts.Length ? mounts[number] : null;
        try
        {
            // What rules bring must not take its time with what containers bring.
            var pattern = new Regex(argument, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline);
            return mounts => Array.Find(mounts, m => pattern.IsMatch(key(m)));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = $"'{argument}' is neither the number of a mount nor an expression for one: {e.Message}";
            return null;
        }
    }
}
