using System.Text.Json;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Alerts that are hard to write down: with every special character, with nothing, with too much, and in languages.</summary>
internal static class OddAlerts
{
    private const string Specials = "a\\b \"quoted\" 'single' <b>&amp;</b> {{ .Rule }} ${x} *_~`#+-=|{}.![]() %20 ;,:= \t\r\n\u0001\u007f end\\";

    /// <summary>As a sensor sends them.</summary>
    public static IEnumerable<string> All =>
    [
        Alert(Specials, Specials, [Specials, "", "\\", " ", "=", "中文 Ünïcödé \U0001F600", "e\u0301"]),
        Alert("short", "Long", [.. Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), 700))]),
        Alert(string.Concat(Enumerable.Repeat("\U0001F600 all\\of*it ", 2500)), new string('r', 300), ["x"]),
        Alert(new string('\u0001', 9000), "Escapes", [.. Enumerable.Repeat(new string('*', 450), 25)]),
    ];

    private static string Alert(string output, string rule, string[] values)
    {
        var fields = new Dictionary<string, object?> { ["proc.pid"] = 12, ["evt.res"] = null, ["is"] = true, ["proc.aname[2]"] = "init", ["2nd"] = "x", ["-"] = "y" };
        for (int i = 0; i < values.Length; i++)
            fields[$"field.{i}"] = values[i];
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["output"] = output, ["rule"] = rule, ["priority"] = "Critical", ["source"] = "syscall", ["time"] = "2024-05-01T12:00:00.1Z", ["output_fields"] = fields,
            ["tags"] = new[] { "T1059", "a b", "" }, ["hostname"] = "host 1",
        });
    }
}
