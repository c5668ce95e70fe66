using System.Text.RegularExpressions;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Who wakes people.</summary>
internal static partial class AlertingVendors
{
    public static IEnumerable<(string Section, Vendor Vendor)> All =>
    [
        ("ALERTMANAGER", new("https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml", request =>
        {
            foreach (var alert in request.To("POST", "/api/v2/alerts").Typed().Json().Items())
            {
                alert.Only("labels", "annotations", "startsAt", "endsAt", "generatorURL").Need("labels").Need("alertname").Text();
                alert.Find("endsAt")?.Time();
                foreach (var label in alert.Need("labels").Members().Concat(alert.Need("annotations").Members()))
                {
                    label.Text(least: 0);
                    if (!LabelName().IsMatch(label.Place[(label.Place.LastIndexOf('.') + 1)..]))
                        throw label.Bad("is no name of a label");
                }
            }

            return (200, "");
        })),
        ("OPSGENIE", new("https://docs.opsgenie.com/docs/alert-api#create-alert", request =>
        {
            var alert = request.To("POST", "/v2/alerts").With("Authorization", "GenieKey k").Typed().Json();
            alert.Need("message").Text(130);
            alert.Need("alias").Text(512);
            alert.Need("description").Text(15_000);
            alert.Need("entity").Text(512);
            alert.Need("priority").Among("P1", "P2", "P3", "P4", "P5");
            int details = alert.Need("details").Members().Sum(d => d.Text(least: 0).Length + d.Place.Length - "body.details.".Length);
            return details <= 8000 ? (202, """{"result":"Request will be processed","took":0.1,"requestId":"1"}""")
                : throw new RefusalException(422, $"details hold {details} characters");
        })),
        ("PAGERDUTY", new("https://developer.pagerduty.com/docs/events-api-v2-trigger-events", request =>
        {
            var incident = request.To("POST", "/v2/enqueue").Typed().Json();
            incident.Need("routing_key").Among("k");
            incident.Need("event_action").Among("trigger", "acknowledge", "resolve");
            incident.Need("dedup_key").Text(255);
            var payload = incident.Need("payload");
            payload.Need("summary").Text(1024);
            payload.Need("source").Text();
            payload.Need("severity").Among("critical", "error", "warning", "info");
            payload.Need("timestamp").Time();
            _ = payload.Need("custom_details").Members();
            return request.Body.Length <= 512 * 1024 ? (202, """{"status":"success","message":"Event processed","dedup_key":"1"}""") : throw new RefusalException(413, "too large");
        })),
        ("GRAFANAONCALL", new("https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/", request =>
        {
            var alert = request.To("POST", "/integrations/v1/webhook/x/").Typed().Json();
            foreach (string name in new[] { "alert_uid", "title", "message" })
                alert.Need(name).Text();
            alert.Need("state").Among("alerting", "ok");
            return (200, "Ok.");
        })),
        ("GOTIFY", new("https://gotify.net/api-docs#/message/createMessage", request =>
        {
            var message = request.To("POST", "/message").With("X-Gotify-Key", "t").Typed().Json();
            message.Need("message").Text();
            message.Need("title").Text();
            message.Need("priority").Number();
            // https://gotify.net/docs/msgextras#clientdisplay
            message.Need("extras").Need("client::display").Need("contentType").Among("text/plain", "text/markdown");
            return (200, """{"id":1}""");
        })),
    ];

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex LabelName();
}
