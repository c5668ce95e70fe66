using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Web;

/// <summary>CloudEvents in binary mode, Knative's language: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md</summary>
internal sealed class CloudEvents(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("address");
    private readonly IReadOnlyDictionary<string, string> extensions = context.Settings.Map("extensions");
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("cloudevents", "CloudEvents and Knative", ["address"],
    [
        ConfigKey.Text("address", "Address of the consumer."),
        ConfigKey.Map("extensions", "Extension attributes that are added."),
        DestinationDefinition.EncodingKey,
    ], context => new CloudEvents(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, alert, encoding);
            Add("specversion", "1.0");
            Add("id", alert.Id);
            Add("source", "https://falco.org");
            Add("type", "falco.rule.output.v1");
            Add("time", alert.Time.ToString());
            Add("priority", alert.PriorityName);
            Add("rule", alert.Rule);
            Add("eventsource", alert.Source);
            if (alert.Hostname.Length > 0)
                Add("hostname", alert.Hostname);
            foreach (var (name, value) in extensions)
                // Names of attributes are lower-case letters and digits, and nothing else.
                Add(string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)), value);
            yield return request;

            void Add(string name, string value) => request.Headers.TryAddWithoutValidation($"ce-{name}", Header(value));
        }
    }

    /// <summary>What may not stand in a header is written as %XX of its UTF-8, as the binding wants it.</summary>
    private static string Header(string value) => string.Concat(value.EnumerateRunes().Select(r =>
        r.Value is > 0x20 and < 0x7f and not '"' and not '%' ? r.ToString() : r.Value == ' ' ? "%20" : Uri.EscapeDataString(r.ToString())));
}
