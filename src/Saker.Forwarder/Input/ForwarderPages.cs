using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Saker.Alerts.Metrics;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Input;

/// <summary>Answers requests as Falcosidekick does, word for word, since tests of charts and probes look at them.</summary>
/// <param name="accept">Takes an alert and tells whether it is kept.</param>
/// <param name="reject">Told of what is no alert.</param>
/// <param name="metrics">The numbers as they are now.</param>
internal sealed class ForwarderPages(Func<ForwardedAlert, bool> accept, Action reject, Func<IEnumerable<Metric>> metrics)
{
    private const string NoBody = "Please send a valid request body\n";

    /// <summary>Answers a request. Every path that is no other page takes alerts.</summary>
    public Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/ping" => WriteAsync(context, 200, "text/plain; charset=utf-8", "pong\n"),
        "/healthz" => WriteAsync(context, 200, "application/json", "{\"status\": \"ok\"}"),
        "/metrics" => WriteAsync(context, 200, PrometheusText.ContentType, PrometheusText.Of(metrics())),
        "/test" => TakeAsync(context, TestAlert.Create()),
        _ => TakeAsync(context),
    };

    /// <summary>What is answered where there is nothing.</summary>
    public static Task NotFoundAsync(HttpContext context) => WriteAsync(context, 404, "text/plain; charset=utf-8", "404 page not found\n");

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.Method != HttpMethods.Post)
        {
            await RefuseAsync(context, "Please send with post http method\n").ConfigureAwait(false);
            return;
        }

        await TakeAsync(context, await ReadAsync(context).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<ForwardedAlert?> ReadAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        try
        {
            var read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            while (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            }

            var alert = AlertParser.Parse(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
            reader.AdvanceTo(read.Buffer.End);
            return alert;
        }
        catch (BadHttpRequestException)
        {
            // Longer than any alert, or cut short.
            return null;
        }
    }

    private Task TakeAsync(HttpContext context, ForwardedAlert? alert)
    {
        if (alert is null)
            return RefuseAsync(context, NoBody);
        if (context.Request.Path.Value == "/test" && context.Request.Method != HttpMethods.Post)
            return RefuseAsync(context, "Please send with post http method\n");
        if (accept(alert))
            return Task.CompletedTask;
        reject();
        context.Response.Headers.RetryAfter = "1";
        return WriteAsync(context, 503, "text/plain; charset=utf-8", "no output has room for the alert, please send it again\n");
    }

    private Task RefuseAsync(HttpContext context, string why)
    {
        reject();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(context, 400, "text/plain; charset=utf-8", why);
    }

    private static Task WriteAsync(HttpContext context, int status, string type, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length);
    }
}
