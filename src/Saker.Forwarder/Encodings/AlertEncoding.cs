using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>A way to write an alert.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="ContentType">The media type of what it writes.</param>
/// <param name="Bytes">Writes an alert in UTF-8, in one line.</param>
internal sealed record AlertEncoding(string Name, string ContentType, Func<ForwardedAlert, byte[]> Bytes)
{
    private const string Json = "application/json; charset=utf-8";

    /// <summary>All of them; the first is the usual one.</summary>
    public static IReadOnlyList<AlertEncoding> All { get; } =
    [
        new("falco", Json, FalcosidekickPayload.Bytes),
        new("ocsf", Json, OcsfFinding.Bytes),
        new("ecs", Json, EcsDocument.Bytes),
        new("otlp", Json, OtlpLogsJson.Bytes),
        new("cef", "text/plain; charset=utf-8", a => System.Text.Encoding.UTF8.GetBytes(CefText.Of(a))),
    ];

    /// <summary>Whether it writes JSON.</summary>
    public bool IsJson => ContentType == Json;

    /// <summary>An alert as text.</summary>
    public string Text(ForwardedAlert alert) => System.Text.Encoding.UTF8.GetString(Bytes(alert));
}
