using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Logs;

/// <summary>
/// Elasticsearch and OpenSearch, always by their bulk API, with the alert's id as the document's, so that one that is sent twice is there
/// once: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
/// </summary>
internal sealed class Elasticsearch(DestinationContext context) : IDestination
{
    // Bytes of an alert within a body.
    private const int UsualSize = 1024;

    private readonly HttpTransport transport = context.Http();
    private readonly Section settings = context.Settings;

    private readonly Uri address = context.Address("hostport",
        context.Settings.Has("pipeline") ? $"_bulk?pipeline={Uri.EscapeDataString(context.Settings.Text("pipeline"))}" : "_bulk");

    private readonly AlertEncoding encoding = context.JsonEncoding;
    private readonly bool isFlat = context.JsonEncoding.Name == "falco" && (context.Settings.Flag("flattenfields") || context.Settings.Flag("createindextemplate"));
    private bool isPrepared;

    public static DestinationDefinition Definition { get; } = new("elasticsearch", "Elasticsearch and OpenSearch", ["hostport"],
    [
        ConfigKey.Text("hostport", "Address of the cluster."),
        ConfigKey.Text("index", "Name of the index, or what it begins with.", "falco"),
        ConfigKey.Text("type", "Has no effect any more: documents have no types.", "_doc").Ignored(),
        ConfigKey.Text("pipeline", "Ingest pipeline."),
        ConfigKey.Text("suffix", "Date behind the name of the index: daily, monthly, annually or none.", "daily"),
        ConfigKey.Secret("apikey", "API key."),
        ConfigKey.Text("username", "User."),
        ConfigKey.Secret("password", "Password."),
        ConfigKey.Flag("flattenfields", "Writes field names with _ instead of dots."),
        ConfigKey.Flag("createindextemplate", "Makes an index template first, unless there is one of the index's name."),
        ConfigKey.Number("numberofshards", "Shards in that template.", 3),
        ConfigKey.Number("numberofreplicas", "Replicas in that template.", 3),
        ConfigKey.Flag("enablecompression", "Sends with gzip."),
        ConfigKey.Flag("batching.enabled", "Has no effect: alerts that wait together always go together.").Ignored(),
        ConfigKey.Number("batching.batchsize", "Has no effect: batches end at 4 MB.", 5242880).Ignored(),
        ConfigKey.Duration("batching.flushinterval", "Has no effect: nothing is held back.", "1s").Ignored(),
        DestinationDefinition.EncodingKey,
    ], context => new Elasticsearch(context));

    public int MaxBatch => 500;

    public IEnumerable<string> Hosts => [address.IdnHost];

    public async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        if (!isPrepared && settings.Flag("createindextemplate"))
            await CreateTemplateAsync(stop).ConfigureAwait(false);
        isPrepared = true;
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(Body(alerts)) };
        Judge(await transport.SendAsync(SignedIn(request), stop).ConfigureAwait(false));
    }

    public ValueTask DisposeAsync()
    {
        transport.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-put-index-template</summary>
    private async Task CreateTemplateAsync(CancellationToken stop)
    {
        var template = new Uri(address, $"_index_template/{Uri.EscapeDataString(settings.Text("index"))}");
        // One that is there is somebody's, who may have changed it.
        if (await transport.ExistsAsync(SignedIn(new HttpRequestMessage(HttpMethod.Head, template)), stop).ConfigureAwait(false))
            return;
        byte[] body = Encoding.UTF8.GetBytes(IndexTemplate.Of(
            settings.Text("index"), settings.Number("numberofshards"), settings.Number("numberofreplicas")).ToJsonString());
        var request = new HttpRequestMessage(HttpMethod.Put, template) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await transport.SendAsync(SignedIn(request), stop).ConfigureAwait(false);
    }

    private ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> body)
    {
        bool isPacked = settings.Flag("enablecompression");
        var content = new ReadOnlyMemoryContent(isPacked ? Gzip.Pack(body.Span) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (isPacked)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private HttpRequestMessage SignedIn(HttpRequestMessage request)
    {
        if (settings.Has("apikey"))
            request.Headers.TryAddWithoutValidation("Authorization", $"ApiKey {settings.Text("apikey")}");
        else if (settings.Has("username"))
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.Text("username")}:{settings.Text("password")}")));
        return request;
    }

    private ReadOnlyMemory<byte> Body(IReadOnlyList<ForwardedAlert> alerts)
    {
        var body = new ArrayBufferWriter<byte>(alerts.Count * UsualSize);
        foreach (var alert in alerts)
        {
            // Create, not index: what is there already is left alone, and said so.
            Encoding.UTF8.GetBytes($"{{\"create\":{{\"_index\":{JsonSerializer.Serialize(Index(alert))},\"_id\":\"{alert.Id}\"}}}}\n", body);
            byte[] document = encoding.Bytes(isFlat ? Flatten(alert) : alert);
            if (encoding.Name != "falco")
            {
                body.Write(document);
                body.Write("\n"u8);
                continue;
            }

            body.Write(document.AsSpan(0, document.Length - 1));
            Encoding.UTF8.GetBytes($",\"@timestamp\":\"{alert.Time}\"}}\n", body);
        }

        return body.WrittenMemory;
    }

    private string Index(ForwardedAlert alert)
    {
        string date = settings.Text("suffix") switch
        {
            "none" => "",
            "monthly" => "-yyyy.MM",
            "annually" => "-yyyy",
            _ => "-yyyy.MM.dd",
        };
        return settings.Text("index") + (date.Length == 0 ? "" : alert.Time.Date.ToString(date, CultureInfo.InvariantCulture));
    }

    private static ForwardedAlert Flatten(ForwardedAlert alert)
    {
        var fields = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in alert.Fields)
            fields[name.Replace(".", "_", StringComparison.Ordinal).Replace("[", "_", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)] = value;
        return alert with { Fields = fields };
    }

    /// <summary>An answer of 200 may still refuse some of the alerts. 409 says that one is there already.</summary>
    private static void Judge(string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (!json.RootElement.TryGetProperty("errors", out var errors) || !errors.GetBoolean())
                return;
            int[] failures = [.. json.RootElement.GetProperty("items").EnumerateArray()
                .Select(i => i.EnumerateObject().First().Value.GetProperty("status").GetInt32()).Where(s => s is >= 300 and not 409)];
            if (failures.Length > 0)
                throw new DeliveryException($"the bulk request was refused in part, with status {failures[0]}", isFinal: failures.All(s => s is >= 400 and < 429));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DeliveryException("the answer to the bulk request is none", inner: e);
        }
    }
}
