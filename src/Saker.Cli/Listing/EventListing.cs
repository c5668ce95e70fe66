using System.Text.Json;
using Saker.Events;

namespace Saker.Cli.Listing;

/// <summary>What <c>--list-events</c> prints: every event that rules may see, with its parameters.</summary>
internal static class EventListing
{
    public static void Write(TextWriter output, ListFormat format)
    {
        if (format == ListFormat.Json)
            WriteJson(output);
        else
            WriteText(output);
    }

    private static void WriteText(TextWriter output)
    {
        output.WriteLine($"The events below are valid for *Schema Version*: {EventSchema.SchemaVersion}");
        foreach (var (title, events) in Sections())
        {
            output.WriteLine($"## {title}");
            output.WriteLine();
            foreach (var (name, e) in events)
                output.WriteLine($"{(e.Direction == EventDirection.Exit ? '<' : '>')} {name}({string.Join(", ", e.Params.Select(Describe))})");
            output.WriteLine();
        }
    }

    private static void WriteJson(TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("schema_version", EventSchema.SchemaVersion);
            json.WriteStartArray("events");
            foreach (var (name, e) in Sections().SelectMany(s => s.Events))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("direction", e.Direction == EventDirection.Exit ? "exit" : "enter");
                json.WriteString("category", e.Category);
                json.WriteStartArray("params");
                foreach (var p in e.Params)
                {
                    json.WriteStartObject();
                    json.WriteString("name", p.Name);
                    json.WriteString("type", p.Type.ToString().ToUpperInvariant());
                    if (ValuesOf(p) is { } values)
                    {
                        json.WriteStartArray("values");
                        foreach (var (value, _) in values)
                            json.WriteStringValue(value);
                        json.WriteEndArray();
                    }

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

    private static IEnumerable<(string Title, IEnumerable<(string Name, EventInfo Event)> Events)> Sections()
    {
        var current = EventSchema.Events.ToArray().Where(e => (e.Flags & (EventFlags.OldVersion | EventFlags.Unused)) == 0).ToArray();
        var generic = EventSchema.Of(EventCode.GenericX);
        yield return ("Syscall events", current.Where(e => Is(e, "syscall") && e != generic).Select(e => (e.Name, e))
            .Concat(EventSchema.Syscalls.Where(s => s.Event is null && s.Code > 0).Select(s => (s.Name, generic))));
        yield return ("Tracepoint events", Named(current, "tracepoint"));
        yield return ("Plugin events", Named(current, "plugin"));
        yield return ("Metaevents", Named(current, "metaevent"));
    }

    private static IEnumerable<(string, EventInfo)> Named(EventInfo[] events, string @class) =>
        events.Where(e => Is(e, @class)).Select(e => (e.Name, e));

    private static bool Is(EventInfo e, string @class) => e.Classes.Contains(@class);

    private static string Describe(ParamInfo p) => $"{p.Type.ToString().ToUpperInvariant()} **{p.Name}**" +
        (ValuesOf(p) is { } values ? ": " + string.Join(", ", values.Select(v => v.Name)) : "");

    private static (string Name, ulong Value)[]? ValuesOf(ParamInfo p) =>
        p.Table is not null && EventSchema.Flags.TryGetValue(p.Table, out var table) ? table.Values : null;
}
