using Saker.Events.Rendering;
using Saker.State;

namespace Saker.Fields;

/// <summary>When the event happened (<c>evt.time*</c>, <c>evt.rawtime*</c>, <c>evt.reltime*</c>, <c>evt.deltatime*</c>).</summary>
internal static class EventTimeFields
{
    private const ulong Second = 1_000_000_000;

    private delegate void TimeWriter(Arena to, ulong time);

    private delegate ulong TimeNumber(EventContext context);

    public static void Register(FieldRegistry on)
    {
        Text(on, "evt.time", static (to, time) => TimeText.AppendClock(to, time, fraction: true));
        Text(on, "evt.time.s", static (to, time) => TimeText.AppendClock(to, time, fraction: false));
        Text(on, "evt.time.iso8601", TimeText.AppendIso);
        Text(on, "evt.datetime", static (to, time) => TimeText.AppendDateTime(to, time, fraction: true));
        Text(on, "evt.datetime.s", static (to, time) => TimeText.AppendDateTime(to, time, fraction: false));
        Text(on, "evt.outputtime", static (to, time) => TimeText.AppendClock(to, time, fraction: true));
        Family(on, "evt.rawtime", static context => context.Time);
        Family(on, "evt.reltime", static context => context.Event.Timestamp - (context.Machine?.FirstEventTime ?? context.Event.Timestamp));
        Family(on, "evt.deltatime", SincePrevious, Nothing);
        foreach (string name in new[] { "evt.latency", "evt.latency.s", "evt.latency.ns", "evt.latency.quantized", "evt.wait_latency" })
            on.Number(name, static (_, out value) => (value = 0) == 0);
        on.Text("evt.latency.human", static (_, out value) =>
        {
            value = "0ns"u8;
            return true;
        });
        on.Add("evt.around", Around);
    }

    private static void Text(FieldRegistry on, string name, TimeWriter write) => on.Text(name, (context, out value) =>
    {
        var text = context.Texts.Open();
        write(text, context.Time);
        value = text.Close();
        return true;
    });

    /// <summary>A time whole, its seconds, and the nanoseconds beyond them.</summary>
    private static void Family(FieldRegistry on, string name, TimeNumber time, NumberValue? printed = null)
    {
        on.Number(name, (context, out value) => (value = (long)time(context)) >= 0, printed);
        on.Number(name + ".s", (context, out value) => (value = (long)(time(context) / Second)) >= 0, printed);
        on.Number(name + ".ns", (context, out value) => (value = (long)(time(context) % Second)) >= 0, printed);
    }

    private static ulong SincePrevious(EventContext context) =>
        context.Machine is { PreviousEventTime: > 0 and var previous } ? context.Event.Timestamp - previous : 0;

    /// <summary>
    /// What outputs show for a difference in time. In Falco it is one to the moment at which the field was last asked for, and an output
    /// asks twice for each event.
    /// </summary>
    private static bool Nothing(EventContext context, out long value) => (value = 0) == 0;

    /// <summary>
    /// <c>evt.around[t] = d</c> asks whether the event lies within d of t: the value is the distance, so that the comparison can be
    /// one of numbers.
    /// </summary>
    private static Field? Around(FieldInfo info, string? argument, out string? error)
    {
        error = null;
        if (!ulong.TryParse(argument, System.Globalization.CultureInfo.InvariantCulture, out ulong center))
        {
            error = $"'{argument}' is no time in nanoseconds";
            return null;
        }

        return new NumberField(info, argument, FieldScope.Event, FieldRegistry.Single((context, out value) =>
        {
            value = Math.Abs((long)(context.Event.Timestamp - center));
            return true;
        }));
    }
}
