using System.Text.Encodings.Web;
using System.Text.Json;
using Saker.Events;
using Saker.Sensor.Rules;

namespace Saker.Cli.Listing;

/// <summary>What <c>--list-events</c> prints: every event that rules may see, with its parameters.</summary>
internal static class EventListing
{
    private static readonly JsonWriterOptions indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // They have codes among the calls, and events of their own.
    private static readonly string[] numberedTracepoints =
        ["sched_process_exit", "sched_switch", "page_fault_user", "page_fault_kernel", "signal_deliver"];

    /// <param name="Name">Name that <c>evt.type</c> has.</param>
    /// <param name="Info">Its parameters.</param>
    /// <param name="IsWatched">Whether rules see it without <c>base_syscalls.all</c>.</param>
    private sealed record Entry(string Name, EventInfo Info, bool IsWatched)
    {
        public char Direction => Info.Direction == EventDirection.Exit ? '<' : '>';
    }

    public static void Write(TextWriter output, ListFormat format)
    {
        if (format == ListFormat.Json)
            WriteJson(output);
        else
            WriteText(output, format == ListFormat.Markdown);
    }

    /// <summary>The calls that are watched only when all are asked for.</summary>
    public static void WriteIgnored(TextWriter output)
    {
        output.WriteLine("Ignored syscall(s):");
        foreach (string call in WatchedCalls.HighVolumeCalls)
            output.WriteLine($"- {call}");
        output.WriteLine();
    }

    private static void WriteText(TextWriter output, bool markdown)
    {
        output.WriteLine($"The events below are valid for Falco *Schema Version*: {EventSchema.SchemaVersion}");
        foreach (var (title, events) in Sections())
        {
            output.WriteLine($"## {title}\n");
            if (markdown)
                output.WriteLine("Default | Dir | Name | Params\n:-------|:----|:-----|:-----");
            foreach (var e in events)
            {
                string parameters = string.Join(", ", e.Info.Params.Select(p => Describe(p, markdown ? "*" : "")));
                output.WriteLine(markdown
                    ? $"{(e.IsWatched ? "Yes" : "No")} | `{e.Direction}` | `{e.Name}` | {parameters}"
                    : $"{e.Direction} {e.Name}({parameters})");
            }

            output.WriteLine();
        }
    }

    private static void WriteJson(TextWriter output)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, indented))
        {
            json.WriteStartObject();
            foreach (var (title, events) in Sections())
                json.WriteArray(title, events, WriteEvent);
            json.WriteString("schema_version", EventSchema.SchemaVersion);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteEvent(Utf8JsonWriter json, Entry e)
    {
        json.WriteBoolean("available", e.IsWatched);
        json.WriteString("dir", e.Direction.ToString());
        json.WriteString("name", e.Name);
        json.WriteArray("params", e.Info.Params, static (json, p) =>
        {
            if (ValuesOf(p) is { } values)
                json.WriteArray("flags", values.Select(v => v.Name));
            json.WriteString("name", p.Name);
            json.WriteString("type", TypeName(p.Type));
        });
    }

    private static IEnumerable<(string Title, IEnumerable<Entry> Events)> Sections()
    {
        var unwatched = EventSchema.Syscalls.Where(s => WatchedCalls.IsHighVolume(s.Name)).Select(s => s.Event?.Name).ToHashSet();
        var current = EventSchema.Events.ToArray().Where(e => (e.Flags & (EventFlags.OldVersion | EventFlags.Unused)) == 0).ToArray();
        var generic = EventSchema.Of(EventCode.GenericX);
        yield return ("Syscall events", Named("syscall").Where(e => e.Info != generic)
            .Concat(EventSchema.Syscalls.Where(s => s.Event is null && s.Code > 0 && !numberedTracepoints.Contains(s.Name))
                .Select(s => new Entry(s.Name, generic, IsWatched: true))));
        yield return ("Tracepoint events", Named("tracepoint"));
        yield return ("Plugin events", Named("plugin"));
        yield return ("Metaevents", Named("metaevent"));

        IEnumerable<Entry> Named(string @class) =>
            current.Where(e => e.Classes.Contains(@class)).Select(e => new Entry(e.Name, e, !unwatched.Contains(e.Name)));
    }

    private static string Describe(ParamInfo p, string emphasis) => $"{TypeName(p.Type)} **{p.Name}**" +
        (ValuesOf(p) is { } values ? ": " + string.Join(", ", values.Select(v => emphasis + v.Name + emphasis)) : "");

    private static string TypeName(ParamType type) => type == ParamType.Dyn ? "DYNAMIC" : type.ToString().ToUpperInvariant();

    /// <summary>What a parameter of flags or of one of several names may be; null for others.</summary>
    private static (string Name, ulong Value)[]? ValuesOf(ParamInfo p)
    {
        bool isNamed = p.Type is ParamType.Flags8 or ParamType.Flags16 or ParamType.Flags32 or ParamType.EnumFlags8 or ParamType.EnumFlags16
            or ParamType.EnumFlags32;
        return isNamed && p.Table is not null && EventSchema.Flags.TryGetValue(p.Table, out var table) ? table.Values : null;
    }
}
