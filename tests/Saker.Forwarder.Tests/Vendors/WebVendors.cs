using System.Text.RegularExpressions;

namespace Saker.Forwarder.Tests.Vendors;

/// <summary>Functions, workflows, proxies of queues, and what else takes an alert as it is.</summary>
internal static partial class WebVendors
{
    private const string Login = "Basic dTpw";

    public static IEnumerable<(string Section, Vendor Vendor)> All =>
    [
        ("OPENFAAS", Taking("https://docs.openfaas.com/architecture/gateway/", r => r.To("POST", "/function/f.openfaas-fn"))),
        ("GCP", Taking("https://cloud.google.com/run/docs/authenticating/service-to-service", r => r.To("POST", "/f").With("Authorization", "Bearer j"))),
        ("TEKTON", Taking("https://tekton.dev/docs/triggers/eventlisteners/", r => r.To("POST", "/"), 202)),
        ("WEBHOOK", Taking("docs/forwarder.md", r => r.To("PUT", "/x").With("X-A", "b"))),
        ("NODERED", Taking("https://nodered.org/docs/user-guide/nodes#http-in", r => r.To("POST", "/n").With("Authorization", Login))),
        ("N8N", Taking("https://docs.n8n.io/integrations/builtin/core-nodes/n8n-nodes-base.webhook/", r => r.To("POST", "/n").With("X-N", "v", 403))),
        ("TALON", Taking("https://docs.falco-talon.org/docs/", r => r.To("POST", "/"))),
        ("WEBUI", new("https://github.com/falcosecurity/falcosidekick-ui", request =>
        {
            var body = request.To("POST", "/").Typed().Json();
            body.Need("event").Alert();
            return body.Need("outputs").Value.ValueKind == System.Text.Json.JsonValueKind.Array ? (200, "") : throw body.Bad("has no list of outputs");
        })),
        ("CLOUDEVENTS", new("https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md", request =>
        {
            request.To("POST", "/").With("ce-specversion", "1.0", 400).With("ce-team", "blue", 400).Typed().Json().Alert();
            foreach (string name in new[] { "ce-id", "ce-source", "ce-type" })
                request.Header(name);
            foreach (var (name, value) in request.Headers.Where(h => h.Key.StartsWith("ce-", StringComparison.OrdinalIgnoreCase)))
            {
                if (!AttributeName().IsMatch(name[3..]) || !AttributeValue().IsMatch(value))
                    throw new RefusalException(400, $"{name} is no attribute: {value}");
            }

            return (202, "");
        })),
        ("KAFKAREST", new("https://docs.confluent.io/platform/current/kafka-rest/api.html#post--topics-(string-topic_name)", request =>
        {
            var records = request.To("POST", "/topics/t").Typed("application/vnd.kafka.binary.v2+json").Json().Need("records").Items();
            foreach (var record in records)
            {
                record.Only("key", "value", "partition").Need("value").Base64();
                record.Find("key")?.Base64();
            }

            string offsets = string.Join(',', records.Select((_, i) => $$"""{"partition":0,"offset":{{i}},"error_code":null,"error":null}"""));
            return (200, $$"""{"key_schema_id":null,"value_schema_id":null,"offsets":[{{offsets}}]}""");
        })),
    ];

    private static Vendor Taking(string document, Func<VendorRequest, VendorRequest> check, int status = 200) => new(document, request =>
    {
        check(request).Typed().Json().Alert();
        return (status, "");
    });

    [GeneratedRegex("^[a-z0-9]{1,20}$")]
    private static partial Regex AttributeName();

    // Printable, and with % of three characters only.
    [GeneratedRegex("^(%[0-9A-F]{2}|[!#-$&-~])+$")]
    private static partial Regex AttributeValue();
}
