using System.Text;

namespace Saker.SchemaCompiler;

/// <summary>The C side: event codes, flag values, record structs with their layout asserted.</summary>
internal static class CHeader
{
    public static string Write(Schema schema)
    {
        var text = new StringBuilder("/* Generated from schema/. Do not edit. */\n#pragma once\n\n");

        text.Append("enum event_code {\n");
        foreach (var e in schema.Events)
            text.Append($"\tEVENT_{e.Code} = {e.Id},\n");
        text.Append($"\tEVENT_CODES = {schema.Events.Length},\n}};\n\n");

        foreach (var e in schema.Events)
            text.Append($"#define PARAMS_{e.Code} {e.Params.Length}\n");

        text.Append('\n');
        foreach (var (table, values) in schema.Flags)
        {
            foreach (var (name, value) in values.DistinctBy(v => v.Name))
                text.Append($"#define {table.ToUpperInvariant()}_{name} {Number(value)}\n");
            text.Append('\n');
        }

        Numbers(text, "x86", schema.Syscalls.Select(s => (s.Name, s.X64)));
        Numbers(text, "arm64", schema.Syscalls.Select(s => (s.Name, s.Aarch64)));

        foreach (var e in schema.Enums)
        {
            text.Append($"enum {e.Name} {{\n");
            foreach (var v in e.Values)
                text.Append($"\t{e.Name.ToUpperInvariant()}_{v[0].GetString()!.ToUpperInvariant()} = {v[1].GetInt64()},\n");
            text.Append("};\n\n");
        }

        foreach (var record in schema.Structs)
            Struct(text, record);
        return text.ToString();
    }

    private static void Numbers(StringBuilder text, string architecture, IEnumerable<(string Name, int? Number)> syscalls)
    {
        text.Append($"#ifdef __TARGET_ARCH_{architecture}\n");
        foreach (var (name, number) in syscalls)
        {
            if (number is not null)
                text.Append($"#define NR_{name} {number}\n");
        }

        text.Append("#endif\n\n");
    }

    private static string Number(ulong value) => value > int.MaxValue ? $"{value}ULL" : value.ToString();

    private static void Struct(StringBuilder text, RecordStruct record)
    {
        var (size, fields) = Layout.Of(record);
        text.Append($"/* {record.About} */\nstruct {record.Name} {{\n");
        foreach (var f in fields)
            text.Append($"\t__{f.Type} {f.Name}{(f.Count > 1 ? $"[{f.Count}]" : "")}; /* {f.About} */\n");
        text.Append("};\n");
        text.Append($"_Static_assert(sizeof(struct {record.Name}) == {size}, \"{record.Name}\");\n");
        foreach (var f in fields)
            text.Append($"_Static_assert(__builtin_offsetof(struct {record.Name}, {f.Name}) == {f.Offset}, \"{record.Name}.{f.Name}\");\n");
        text.Append('\n');
    }
}
