using System.Text;

namespace Saker.SchemaCompiler;

/// <summary>
/// The C# side of events: codes as an enum, record structs, and the tables as compact text that <c>Saker.Events</c> reads at
/// start. Text costs a fraction of a millisecond there; the same tables as object initializers cost ten times that in the JIT.
/// </summary>
internal static class EventTables
{
    public static string Write(Schema schema)
    {
        var text = new StringBuilder("// Generated from schema/. Do not edit.\n#nullable enable\nusing System.Runtime.CompilerServices;\n" +
            "using System.Runtime.InteropServices;\n\nnamespace Saker.Events;\n\n");

        text.Append("/// <summary>Code of an event in records and captures.</summary>\npublic enum EventCode : ushort\n{\n");
        foreach (var e in schema.Events)
            text.Append($"    /// <summary><c>{e.Name}</c> ({e.Direction}).</summary>\n    {Pascal(e.Code)} = {e.Id},\n");
        text.Append("}\n\n");

        foreach (var e in schema.Enums)
        {
            bool flags = e.Name.EndsWith("flags", StringComparison.Ordinal);
            string singular = Pascal(e.Name.EndsWith('s') && !flags ? e.Name[..^1] : e.Name);
            text.Append($"/// <summary>Values of <c>{e.Name}</c> in schema/record.json.</summary>\n");
            text.Append(flags ? $"[Flags]\npublic enum {singular}\n{{\n    /// <summary>Nothing holds.</summary>\n    None = 0,\n" : $"public enum {singular}\n{{\n");
            foreach (var v in e.Values)
                text.Append($"    /// <summary>{Sentence(v[2].GetString()!, v[0].GetString()!)}</summary>\n    {Pascal(v[0].GetString()!)} = {v[1].GetInt64()},\n");
            text.Append("}\n\n");
        }

        foreach (var record in schema.Structs)
            Struct(text, record);

        text.Append("/// <summary>The tables of schema/ as text, one row a line.</summary>\ninternal static class SchemaText\n{\n");
        text.Append($"    public const string SchemaVersion = \"{schema.SchemaVersion}\";\n    public const string ApiVersion = \"{schema.ApiVersion}\";\n");
        Literal(text, "Events", schema.Events.Select(e =>
            $"{e.Id} {e.Name} {e.Direction} {e.Category} {List(e.Class)} {List(e.Flags)}" +
            string.Concat(e.Params.Select(p => $" {p.Name}:{p.Type}:{p.Format}:{p.Flags ?? p.DynamicTable}:{p.Dirfd}"))));
        Literal(text, "Syscalls", schema.Syscalls.Select(s => $"{s.Code} {s.Name} {s.X64 ?? -1} {s.Aarch64 ?? -1} " +
            (s.Event is null ? -1 : schema.Events.First(e => e.Code == s.Event).Id)));
        Literal(text, "Compat", schema.Compat.Select(c => $"{c.Ia32} {c.X64}"));
        Literal(text, "Conversions", schema.Conversions.Select(c => ConversionRow(schema, c)));
        Literal(text, "Flags", schema.Flags.Select(f => f.Table + string.Concat(f.Values.Select(v => $" {v.Name}={v.Value}"))));
        Literal(text, "Errno", schema.Errno.Select(e => $"{e.Name} {e.Value}"));
        text.Append("}\n");
        return text.ToString();
    }

    /// <summary>Code, parameters recorded, what is done with it, the code it gets, then one column a parameter.</summary>
    private static string ConversionRow(Schema schema, Conversion conversion)
    {
        var from = schema.Events.Single(e => e.Code == conversion.Event);
        var to = schema.Events.Single(e => e.Code == (conversion.Becomes ?? conversion.Event));
        string action = conversion switch
        {
            { Becomes: not null } => "becomes",
            { Append: not null } => "append",
            { Keep: true, Pass: true } => "keep,pass",
            { Keep: true } => "keep",
            { Pass: true } => "pass",
            _ => throw new InvalidDataException($"the conversion of {conversion.Event} with {conversion.Params} parameters does nothing"),
        };
        string[] sources = [.. (conversion.Append ?? conversion.Take ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Sources)];
        int count = sources.Length + (conversion.Append is null ? 0 : conversion.Params);
        if (count > to.Params.Length)
            throw new InvalidDataException($"the conversion of {conversion.Event} with {conversion.Params} parameters gives {to.Code} too many");
        return string.Join(' ', [$"{from.Id}", $"{conversion.Params}", action, $"{to.Id}", .. sources]);
    }

    /// <summary>own:0-2 to own:0, own:1, own:2; anything else as it is.</summary>
    private static IEnumerable<string> Sources(string text)
    {
        if (!text.StartsWith("own:", StringComparison.Ordinal) || text.IndexOf('-') is not (> 0 and var dash))
            return [text];
        int first = int.Parse(text[4..dash]);
        return Enumerable.Range(first, int.Parse(text[(dash + 1)..]) - first + 1).Select(i => $"own:{i}");
    }

    private static void Literal(StringBuilder text, string name, IEnumerable<string> rows)
    {
        text.Append($"    public const string {name} = \"\"\"\n");
        foreach (string row in rows)
            text.Append("        ").Append(row).Append('\n');
        text.Append("        \"\"\";\n");
    }

    private static void Struct(StringBuilder text, RecordStruct record)
    {
        var (size, fields) = Layout.Of(record);
        text.Append($"/// <summary>{record.About}</summary>\n[StructLayout(LayoutKind.Sequential, Size = {size})]\npublic struct {Pascal(record.Name)}\n{{\n");
        text.Append($"    /// <summary>Bytes of the struct.</summary>\n    public const int Size{(record.Fields.Any(f => f[0].GetString() == "size") ? "OfStruct" : "")} = {size};\n");
        foreach (var f in fields)
        {
            string type = f.Count > 1 ? ArrayName(record, f.Type, f.Count) : NumberType(f.Type);
            text.Append($"    /// <summary>{Sentence(f.About, f.Name)}</summary>\n    public {type} {Pascal(f.Name)};\n");
        }

        text.Append("}\n\n");
        foreach (var (type, count) in fields.Where(f => f.Count > 1).Select(f => (f.Type, f.Count)).Distinct())
        {
            text.Append($"/// <summary>{count} numbers in place.</summary>\n[InlineArray({count})]\npublic struct {ArrayName(record, type, count)}\n{{\n");
            text.Append($"    private {NumberType(type)} first;\n}}\n\n");
        }
    }

    private static string ArrayName(RecordStruct record, string type, int count) =>
        $"{Pascal(record.Name)}{(type == "u8" ? "Bytes" : "Words")}{count}";

    private static string NumberType(string type) => type switch { "u8" => "byte", "u16" => "ushort", "u32" => "uint", _ => "ulong" };

    private static string List(string[] values) => values.Length == 0 ? "-" : string.Join(',', values);

    private static string Sentence(string about, string name)
    {
        string text = about.Length == 0 ? name.Replace('_', ' ') : about.Replace("&", "&amp;").Replace("<", "&lt;");
        return char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }

    /// <summary>SYSCALL_OPENAT_2_X to SyscallOpenat_2X: the underscore before a digit stays, since OPENAT_2 and OPENAT2 both exist.</summary>
    internal static string Pascal(string name)
    {
        var text = new StringBuilder();
        foreach (string part in name.Split('_'))
        {
            if (char.IsDigit(part[0]))
                text.Append('_');
            text.Append(char.ToUpperInvariant(part[0])).Append(part[1..].ToLowerInvariant());
        }

        return text.ToString();
    }
}
