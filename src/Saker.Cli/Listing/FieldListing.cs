using System.Text.Json;
using Saker.Fields;

namespace Saker.Cli.Listing;

/// <summary>What <c>--list</c> prints: the fields that conditions and outputs may name.</summary>
internal static class FieldListing
{
    private const int NameWidth = 30;
    private const int LineWidth = 120;

    public static void Write(TextWriter output, FieldCatalog catalog, ListFormat format, bool namesOnly)
    {
        if (namesOnly)
        {
            foreach (var field in catalog.Fields.Where(IsListed))
                output.WriteLine(field.Name);
            return;
        }

        switch (format)
        {
            case ListFormat.Json:
                WriteJson(output, catalog);
                break;
            case ListFormat.Markdown:
                WriteMarkdown(output, catalog);
                break;
            default:
                WriteText(output, catalog);
                break;
        }
    }

    private static void WriteText(TextWriter output, FieldCatalog catalog)
    {
        foreach (var group in catalog.Classes)
        {
            output.WriteLine("-------------------------------");
            WriteEntry(output, "Field Class:", Title(group));
            if (group.Description.Length > 0)
                WriteEntry(output, "Description:", group.Description);
            WriteEntry(output, "Event Sources:", "syscall");
            output.WriteLine();
            foreach (var field in group.Fields.Where(IsListed))
                WriteEntry(output, field.Name, Marks(field) + field.Description);
            output.WriteLine();
        }
    }

    private static void WriteMarkdown(TextWriter output, FieldCatalog catalog)
    {
        foreach (var group in catalog.Classes)
        {
            output.WriteLine($"## Field Class: {Title(group)}\n\n{group.Description}\n\nEvent Sources: syscall\n");
            output.WriteLine("Name | Type | Description\n:----|:-----|:-----------");
            foreach (var field in group.Fields.Where(IsListed))
                output.WriteLine($"`{field.Name}` | {TypeName(field)} | {Marks(field)}{field.Description.Replace("|", "\\|")}");
            output.WriteLine();
        }
    }

    private static void WriteJson(TextWriter output, FieldCatalog catalog)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("fieldclasses");
            foreach (var group in catalog.Classes)
            {
                json.WriteStartObject();
                json.WriteString("name", Title(group));
                json.WriteString("desc", group.Description);
                json.WriteStartArray("event_sources");
                json.WriteStringValue("syscall");
                json.WriteEndArray();
                json.WriteStartArray("fields");
                foreach (var field in group.Fields.Where(IsListed))
                {
                    json.WriteStartObject();
                    json.WriteString("name", field.Name);
                    json.WriteString("desc", field.Description);
                    json.WriteString("data_type", TypeName(field));
                    json.WriteStartArray("tags");
                    foreach (string mark in MarkNames(field))
                        json.WriteStringValue(mark);
                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static bool IsListed(FieldInfo field) => (field.Flags & (FieldFlags.TableOnly | FieldFlags.Deprecated)) == 0;

    private static string Title(FieldClass group) => group.Title.Length > 0 ? $"{group.Name} ({group.Title})" : group.Name;

    private static string TypeName(FieldInfo field) => field.Type switch
    {
        FieldType.String => "CHARBUF",
        FieldType.Bytes => "BYTEBUF",
        FieldType.Bool => "BOOL",
        FieldType.Signed => $"INT{field.Width}",
        FieldType.Unsigned => $"UINT{field.Width}",
        FieldType.Double => "DOUBLE",
        FieldType.RelativeTime => "RELTIME",
        FieldType.AbsoluteTime => "ABSTIME",
        FieldType.Port => "PORT",
        FieldType.Address => "IPADDR",
        _ => "IPNET",
    };

    private static IEnumerable<string> MarkNames(FieldInfo field)
    {
        if (field.Argument == FieldArgument.Required)
            yield return "ARG_REQUIRED";
        if (field.Argument == FieldArgument.Optional)
            yield return "ARG_ALLOWED";
        if ((field.Flags & FieldFlags.IsList) != 0)
            yield return "IS_LIST";
        if ((field.Flags & FieldFlags.NoRightSide) != 0)
            yield return "EPF_NO_RHS";
        if ((field.Flags & FieldFlags.NoTransformers) != 0)
            yield return "EPF_NO_TRANSFORMER";
        if ((field.Flags & FieldFlags.FilterOnly) != 0)
            yield return "FILTER_ONLY";
        if ((field.Flags & FieldFlags.PrintOnly) != 0)
            yield return "EPF_PRINT_ONLY";
    }

    private static string Marks(FieldInfo field) => MarkNames(field).ToArray() is { Length: > 0 } marks ? $"({string.Join(',', marks)}) " : "";

    private static void WriteEntry(TextWriter output, string name, string text)
    {
        string line = name.PadRight(NameWidth);
        if (name.Length >= NameWidth)
        {
            output.WriteLine(name);
            line = new string(' ', NameWidth);
        }

        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length + 1 > LineWidth)
            {
                output.WriteLine(line);
                line = new string(' ', NameWidth);
            }

            line += word + " ";
        }

        output.WriteLine(line);
    }
}
