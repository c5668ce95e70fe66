using System.Text;
using Saker.Events;

namespace Saker.Fields;

/// <summary>Fields that the operator made up (<c>static_fields</c>): <c>static.</c> and a name, with the same value in every event.</summary>
internal static class StaticFields
{
    /// <summary>The family of these fields.</summary>
    public static FieldClass Describe(IReadOnlyList<KeyValuePair<string, string>> values) => new(
        "static", "", "Values of this sensor's configuration.",
        [.. values.Select(v => new FieldInfo(
            $"static.{v.Key}", FieldType.String, 0, FieldArgument.None, FieldFlags.Suggested, "static", "Value of the configuration.", PrintFormat.Unspecified))]);

    public static void Register(FieldRegistry on, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        foreach (var (name, text) in values)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            on.Text($"static.{name}", FieldScope.Process, (context, out value) =>
            {
                value = bytes;
                return true;
            });
        }
    }
}
