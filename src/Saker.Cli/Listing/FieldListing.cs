using System.Text.Encodings.Web;
using System.Text.Json;
using Saker.Fields;

namespace Saker.Cli.Listing;

/// <summary>What <c>--list</c> prints: the fields that conditions and outputs may name.</summary>
internal static class FieldListing
{
    private const int NameWidth = 30;
    private const int LineWidth = 120;
    private const string Source = "syscall";

    private static readonly JsonWriterOptions indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, FieldCatalog catalog, ListFormat format, bool namesOnly)
    {
        switch (format)
        {
            case ListFormat.Json:
                WriteJson(output, json => WriteAll(json, catalog, namesOnly));
                break;
            case var _ when namesOnly:
                foreach (var field in catalog.Fields.Where(IsListed))
                    output.WriteLine(field.Name);
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
            // A title tells classes of one name apart.
            bool isShared = catalog.Classes.Count(c => c.Name == group.Name) > 1;
            output.WriteLine("-------------------------------");
            output.WriteLine("Field Class:".PadRight(NameWidth) + (isShared ? $"{group.Name} ({group.Title})" : group.Name));
            WriteEntry(output, "Description:", group.Description);
            WriteEntry(output, "Event Sources:", Source);
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
            output.WriteLine($"## Field Class: {group.Name}\n\n{group.Description}\n\nEvent Sources: {Source}\n");
            output.WriteLine("Name | Type | Description\n:----|:-----|:-----------");
            foreach (var field in group.Fields.Where(IsListed))
            {
                string type = IsList(field) ? $"LIST({TypeName(field)})" : TypeName(field);
                output.WriteLine($"`{field.Name}` | {type} | {Marks(field)}{field.Description.Replace("|", "\\|")}");
            }

            output.WriteLine();
        }
    }

    private static void WriteJson(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, indented))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteAll(Utf8JsonWriter json, FieldCatalog catalog, bool namesOnly)
    {
        if (namesOnly)
        {
            json.WriteArray("fieldnames", catalog.Fields.Where(IsListed).Select(f => f.Name));
            return;
        }

        json.WriteArray("fieldclasses", catalog.Classes, static (json, group) =>
        {
            json.WriteString("desc", group.Description);
            json.WriteArray("event_sources", [Source]);
            json.WriteArray("fields", group.Fields.Where(IsListed), WriteField);
            json.WriteString("name", group.Name);
        });
    }

    private static void WriteField(Utf8JsonWriter json, FieldInfo field)
    {
        if (field.Argument == FieldArgument.None)
        {
            json.WriteNull("argument");
        }
        else
        {
            json.WriteStartObject("argument");
            json.WriteBoolean("required", field.Argument == FieldArgument.Required);
            json.WriteArray("type", ArgumentKinds(field));
            json.WriteEndObject();
        }

        json.WriteString("desc", field.Description);
        json.WriteBoolean("is_list", IsList(field));
        json.WriteString("name", field.Name);
        json.WriteString("type", TypeName(field));
    }

    private static bool IsListed(FieldInfo field) => (field.Flags & (FieldFlags.TableOnly | FieldFlags.PrintOnly | FieldFlags.Deprecated)) == 0;

    private static bool IsList(FieldInfo field) => (field.Flags & FieldFlags.IsList) != 0;

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
        if (field.Argument == FieldArgument.Optional)
            yield return "ARG_ALLOWED";
        foreach (string kind in ArgumentKinds(field))
            yield return "ARG_" + kind;
        if (field.Argument == FieldArgument.Required)
            yield return "ARG_REQUIRED";
        if (IsList(field))
            yield return "EPF_IS_LIST";
        if ((field.Flags & FieldFlags.NoRightSide) != 0)
            yield return "EPF_NO_RHS";
        if ((field.Flags & FieldFlags.NoTransformers) != 0)
            yield return "EPF_NO_TRANSFORMER";
        if ((field.Flags & FieldFlags.FilterOnly) != 0)
            yield return "FILTER_ONLY";
    }

    /// <summary>What an argument may be; Falco says so of the fields of its plugins alone.</summary>
    private static IEnumerable<string> ArgumentKinds(FieldInfo field)
    {
        if ((field.Flags & FieldFlags.ByNumber) != 0)
            yield return "INDEX";
        if ((field.Flags & FieldFlags.ByName) != 0)
            yield return "KEY";
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
