using System.Text.Json;
using System.Text.Json.Serialization;

namespace Saker.SchemaCompiler;

internal sealed record Parameter(
    string Name, string Type, string Format, string? Flags, int? Dirfd,
    [property: JsonPropertyName("dynamic_table")] string? DynamicTable);

internal sealed record Event(
    int Id, string Code, string Name, string Direction, string Category, string[] Class, string[] Flags, Parameter[] Params);

internal sealed record Syscall(int Code, string Name, [property: JsonPropertyName("x86_64")] int? X64, int? Aarch64, string? Event);

internal sealed record Conversion(string Event, int Params, bool Keep, bool Pass, string? Append, string? Becomes, string? Take);

internal sealed record RecordStruct(string Name, string About, JsonElement[][] Fields);

internal sealed record RecordEnum(string Name, JsonElement[][] Values);

internal sealed record FieldEntry(string Name, string Type, string? Argument, string[]? Flags, string? Format, string Description);

internal sealed record FieldClass(string Name, string Title, string Description, string Sources, FieldEntry[] Fields);

/// <summary>The whole of <c>schema/</c>, as read from its files.</summary>
internal sealed class Schema
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required string SchemaVersion { get; init; }
    public required string ApiVersion { get; init; }
    public required Event[] Events { get; init; }
    public required (string Name, long Value)[] Errno { get; init; }
    public required (string Table, (string Name, ulong Value)[] Values)[] Flags { get; init; }
    public required Syscall[] Syscalls { get; init; }
    public required (int Ia32, int X64)[] Compat { get; init; }
    public required Conversion[] Conversions { get; init; }
    public required RecordStruct[] Structs { get; init; }
    public required RecordEnum[] Enums { get; init; }
    public required FieldClass[] FieldClasses { get; init; }

    public static Schema Load(string directory)
    {
        using var events = Open(directory, "events.json");
        using var flags = Open(directory, "flags.json");
        using var syscalls = Open(directory, "syscalls.json");
        using var conversions = Open(directory, "conversions.json");
        using var record = Open(directory, "record.json");
        using var fields = Open(directory, "fields.json");
        return new Schema
        {
            SchemaVersion = events.RootElement.GetProperty("schema_version").GetString()!,
            ApiVersion = events.RootElement.GetProperty("api_version").GetString()!,
            Events = Read<Event[]>(events, "events"),
            Errno = [.. flags.RootElement.GetProperty("errno").EnumerateObject().Select(p => (p.Name, p.Value.GetInt64()))],
            Flags = [.. flags.RootElement.GetProperty("tables").EnumerateObject().Select(t =>
                (t.Name, t.Value.EnumerateArray().Select(v => (v[0].GetString()!, v[1].GetUInt64())).ToArray()))],
            Syscalls = Read<Syscall[]>(syscalls, "syscalls"),
            Compat = [.. syscalls.RootElement.GetProperty("ia32_to_x86_64").EnumerateObject()
                .Select(p => (int.Parse(p.Name), p.Value.GetInt32()))],
            Conversions = Read<Conversion[]>(conversions, "conversions"),
            Structs = Read<RecordStruct[]>(record, "structs"),
            Enums = Read<RecordEnum[]>(record, "enums"),
            FieldClasses = Read<FieldClass[]>(fields, "classes"),
        };
    }

    private static JsonDocument Open(string directory, string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, file)));

    private static T Read<T>(JsonDocument document, string property) =>
        document.RootElement.GetProperty(property).Deserialize<T>(Options)
        ?? throw new InvalidDataException($"'{property}' is empty");
}
