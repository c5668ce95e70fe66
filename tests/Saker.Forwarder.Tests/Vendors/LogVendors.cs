using System.Text.RegularExpressions;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Stores of logs.</summary>
internal static partial class LogVendors
{
    private const string Login = "Basic dTpw";

    public static IEnumerable<(string Section, Vendor Vendor)> All =>
    [
        ("DATADOGLOGS", new("https://docs.datadoghq.com/api/latest/logs/#send-logs", request =>
        {
            foreach (var log in request.To("POST", "/api/v2/logs").With("DD-API-KEY", "k", 403).Typed().Json().Items(1000))
            {
                log.Need("message").Text(1024 * 1024);
                foreach (string name in new[] { "ddsource", "ddtags", "hostname", "service" })
                    log.Find(name)?.Text();
            }

            return (202, "{}");
        })),
        ("ELASTICSEARCH", new("https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk", request =>
        {
            if (!request.To("POST", "/_bulk").With("Authorization", "ApiKey k").Typed("application/x-ndjson").Body.EndsWith('\n'))
                throw new RefusalException(400, "The bulk request must be terminated by a newline [\\n]");
            var lines = request.JsonValues();
            for (int i = 0; i < lines.Length; i += 2)
            {
                lines[i].Only("create").Need("create").Need("_id").Text(512);
                string index = lines[i].Need("create").Need("_index").Text(255);
                if (!IndexName().IsMatch(index))
                    throw lines[i].Bad($"names an index {index}");
                lines[i + 1].Need("@timestamp").Time();
                lines[i + 1].Alert();
            }

            return (200, $$"""{"errors":false,"items":[{{string.Join(',', Enumerable.Repeat("""{"create":{"status":201}}""", lines.Length / 2))}}]}""");
        })),
        ("QUICKWIT", new("https://quickwit.io/docs/reference/rest-api", request =>
        {
            if (request.Path == "/api/v1/indexes/falco")
                return (404, """{"message":"index `falco` not found"}""");
            if (request.Path == "/api/v1/indexes")
            {
                // https://quickwit.io/docs/configuration/index-config
                var index = request.To("POST", "/api/v1/indexes").Typed().Json().Only("version", "index_id", "doc_mapping", "search_settings", "indexing_settings", "retention");
                index.Need("version").Among("0.7", "0.8", "0.9");
                index.Need("index_id").Among("falco");
                var mapping = index.Need("doc_mapping").Only("mode", "dynamic_mapping", "field_mappings", "timestamp_field", "tag_fields", "store_source");
                mapping.Need("mode").Among("dynamic", "lenient", "strict");
                mapping.Need("dynamic_mapping").Only("indexed", "tokenizer", "record", "stored", "expand_dots", "fast");
                mapping.Need("field_mappings").Items().Single(f => f.Need("name").Text() == mapping.Need("timestamp_field").Text()).Need("type").Among("datetime");
                return (200, "{}");
            }

            return request.To("POST", "/api/v1/falco/ingest").Lines() is var count ? (200, $$"""{"num_docs_for_processing":{{count}}}""") : default;
        })),
        ("LOKI", new("https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs", request =>
        {
            foreach (var stream in request.To("POST", "/loki/api/v1/push").With("X-Scope-OrgID", "t").With("Authorization", Login).Typed().Json().Need("streams").Items())
            {
                foreach (var label in stream.Need("stream").Members())
                {
                    label.Text(2048);
                    if (!LabelName().IsMatch(label.Place[(label.Place.LastIndexOf('.') + 1)..]))
                        throw label.Bad("is no name of a label");
                }

                foreach (var entry in stream.Need("values").Items())
                {
                    var parts = entry.Items(3);
                    if (parts.Length < 2 || !ulong.TryParse(parts[0].Text(), out _))
                        throw entry.Bad("has no time");
                    parts[1].Text();
                }
            }

            return (204, "");
        })),
        ("SUMOLOGIC", new("https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/", request =>
        {
            request.To("POST", "/receiver/v1/http/x").With("X-Sumo-Category", "c", 400).With("X-Sumo-Name", "n", 400).Lines();
            return (200, "");
        })),
        ("SPLUNK", new("https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector", request =>
        {
            foreach (var entry in request.To("POST", "/services/collector/event").With("Authorization", "Splunk t", 403).JsonValues())
            {
                entry.Only("time", "host", "source", "sourcetype", "index", "event", "fields").Need("event").Alert();
                entry.Need("sourcetype").Text();
                if (!entry.Need("time").Value.TryGetDecimal(out _))
                    throw entry.Bad("has no time");
            }

            return (200, """{"text":"Success","code":0}""");
        })),
        ("ZINCSEARCH", new("https://zincsearch-docs.zinc.dev/api/document/create/", request =>
        {
            request.To("POST", "/api/falco/_doc").With("Authorization", Login).Json().Alert();
            return (200, """{"message":"ok","id":"1"}""");
        })),
        ("OPENOBSERVE", new("https://openobserve.ai/docs/api/ingestion/logs/multi/", request =>
        {
            int count = request.To("POST", "/api/default/falco/_multi").With("Authorization", Login).Lines();
            return (200, $$"""{"code":200,"status":[{"name":"falco","successful":{{count}},"failed":0}]}""");
        })),
        ("DYNATRACE", new("https://docs.dynatrace.com/docs/discover-dynatrace/references/dynatrace-api/environment-api/log-monitoring-v2/post-ingest-logs", request =>
        {
            foreach (var log in request.To("POST", "/api/v2/logs/ingest").With("Authorization", "Api-Token t").With("Content-Type", "application/json; charset=utf-8", 415).Json().Items(50_000))
            {
                log.Need("timestamp").Time();
                log.Need("severity").Text();
                _ = log.Need("content").Members();
            }

            return (204, "");
        })),
    ];

    /// <summary>How many alerts there are, one a line.</summary>
    private static int Lines(this VendorRequest request)
    {
        var alerts = request.JsonValues();
        foreach (var alert in alerts)
            alert.Alert();
        return alerts.Length == request.Body.TrimEnd('\n').Split('\n').Length ? alerts.Length : throw new RefusalException(400, "there is not one object a line");
    }

    // No capitals, and none of \ / * ? " < > | , # : and blanks.
    [GeneratedRegex(@"^[^\p{Lu}\\/*?""<>| ,#:]+$")]
    private static partial Regex IndexName();

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex LabelName();
}
