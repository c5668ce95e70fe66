using System.Text;

namespace Saker.SchemaCompiler;

/// <summary>The field catalogue as text that <c>Saker.Fields</c> reads at start.</summary>
internal static class FieldTables
{
    public static string Write(Schema schema)
    {
        var text = new StringBuilder("// Generated from schema/. Do not edit.\n#nullable enable\nnamespace Saker.Fields;\n\n" +
            "/// <summary>The field catalogue of schema/fields.json: '#' opens a class, then one field a line, columns split by tabs.</summary>\n" +
            "internal static class FieldCatalogText\n{\n    public const string Rows = \"\"\"\"\n");
        foreach (var fieldClass in schema.FieldClasses)
        {
            text.Append($"        #\t{fieldClass.Name}\t{fieldClass.Title}\t{fieldClass.Sources}\t{fieldClass.Description}\n");
            foreach (var f in fieldClass.Fields)
                text.Append($"        {f.Name}\t{f.Type}\t{f.Argument ?? "none"}\t{(f.Flags is { Length: > 0 } ? string.Join(',', f.Flags) : "-")}\t{f.Format ?? "-"}\t{f.Description}\n");
        }

        text.Append("        \"\"\"\";\n}\n");
        return text.ToString();
    }
}
