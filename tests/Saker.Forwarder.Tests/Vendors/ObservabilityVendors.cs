namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Events, points and annotations beside metrics.</summary>
internal static class ObservabilityVendors
{
    private const string Login = "Basic dTpw";

    public static IEnumerable<(string Section, Vendor Vendor)> All =>
    [
        ("DATADOG", new("https://docs.datadoghq.com/api/latest/events/#post-an-event", request =>
        {
            var body = request.To("POST", "/api/v1/events").With("DD-API-KEY", "k", 403).Typed().Json();
            body.Need("title").Text();
            body.Need("text").Text(4000);
            body.Need("alert_type").Among("error", "warning", "info", "success", "user_update", "recommendation", "snapshot");
            foreach (var tag in body.Need("tags").Items())
                tag.Text();
            if (body.Find("date_happened")?.Number() is { } time && DateTimeOffset.FromUnixTimeSeconds(time) < DateTimeOffset.UtcNow.AddHours(-18))
                throw body.Bad("is older than 18 hours");
            return (202, """{"status":"ok"}""");
        })),
        ("INFLUXDB", new("https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite", request =>
        {
            // Version 1: https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint
            if (request.Path == "/write")
                request.To("POST", "/write?db=falco&precision=ns").With("Authorization", Login);
            else
                request.To("POST", "/api/v2/write?org=o&bucket=falco&precision=ns").With("Authorization", "Token t");
            foreach (string line in request.Typed("text/plain").Body.Split('\n'))
                LineProtocol.Check(line);
            return (204, "");
        })),
        ("GRAFANA", new("https://grafana.com/docs/grafana/latest/developers/http_api/annotations/#create-annotation", request =>
        {
            var body = request.To("POST", "/api/annotations").With("Authorization", "Bearer k").Typed().Json();
            body.Need("text").Text();
            body.Need("time").Number();
            body.Need("timeEnd").Number();
            body.Find("panelId")?.Number();
            foreach (var tag in body.Need("tags").Items())
                tag.Text(least: 0);
            return (200, """{"message":"Annotation added","id":1}""");
        })),
        ("SPYDERBAT", new("https://github.com/falcosecurity/falcosidekick/blob/2.31.1/outputs/spyderbat.go", request =>
        {
            request.With("Authorization", "Bearer k");
            if (request.Path == "/api/v1/org/o/source/")
            {
                if (request.Method == "GET")
                    return (200, "[]");
                var source = request.To("POST", "/api/v1/org/o/source/").Typed().Json();
                source.Need("uid").Among("falcosidekick_o");
                source.Need("name").Text();
                source.Need("description").Text(least: 0);
                return (200, "{}");
            }

            foreach (var entry in request.To("POST", "/api/v1/org/o/source/falcosidekick_o/data/sb-agent").With("Content-Encoding", "gzip", 415).Typed("application/ndjson").JsonValues())
            {
                entry.Need("schema").Among("falco_alert::1.0.0");
                entry.Need("id").Text();
                entry.Need("pid").Number();
                entry.Need("level").Among("critical", "high", "medium", "low", "info");
                entry.Need("args").Text(least: 0);
                entry.Need("container").Text(least: 0);
                if (!entry.Need("msg").Value.EnumerateArray().All(w => w.ValueKind == System.Text.Json.JsonValueKind.String))
                    throw entry.Bad("has words that are none");
            }

            return (200, "");
        })),
    ];
}
