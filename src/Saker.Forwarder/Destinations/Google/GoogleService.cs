using System.Globalization;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Google;

/// <summary>Services of Google Cloud that take alerts, each by one request of its own shape.</summary>
internal sealed class GoogleService(DestinationContext context, GoogleAccount account, Uri address, int maxBatch, Func<IReadOnlyList<ForwardedAlert>, Uri, HttpRequestMessage> request)
    : SignedDestination(context, address, account.Signer())
{
    /// <summary>https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish</summary>
    public static DestinationDefinition PubSub { get; } = new("gcp.pubsub", "Google Pub/Sub", ["projectid", "topic"],
    [
        ConfigKey.Text("projectid", "Project."),
        ConfigKey.Text("topic", "Topic."),
        ConfigKey.Map("customattributes", "Attributes that messages get."),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, "pubsub.googleapis.com", $"v1/projects/{Escaped(context, "projectid")}/topics/{Escaped(context, "topic")}:publish", 200, (alerts, target) =>
    {
        var attributes = context.Settings.Map("customattributes");
        return Post(target, new JsonObject
        {
            ["messages"] = new JsonArray([.. alerts.Select(a =>
            {
                var message = new JsonObject { ["data"] = Convert.ToBase64String(context.Encoding.Bytes(a)), ["attributes"] = new JsonObject { ["uuid"] = a.Id } };
                foreach (var (name, value) in attributes)
                    message["attributes"]![name] = value;
                return message;
            })]),
        });
    }));

    /// <summary>https://cloud.google.com/storage/docs/json_api/v1/objects/insert, an object for each alert.</summary>
    public static DestinationDefinition Storage { get; } = new("gcp.storage", "Google Cloud Storage", ["bucket"],
    [
        ConfigKey.Text("bucket", "Bucket."),
        ConfigKey.Text("prefix", "What names of objects begin with."),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, "storage.googleapis.com", $"upload/storage/v1/b/{Escaped(context, "bucket")}/o", 1, (alerts, target) =>
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{context.Settings.Text("prefix").Trim('/')}/{alerts[0].Time.Date.UtcDateTime:yyyy-MM-dd}/{alerts[0].Time}-{alerts[0].Id}.json").TrimStart('/');
        return Request(HttpMethod.Post, new Uri(target, $"?uploadType=media&name={Uri.EscapeDataString(name)}"), context.Encoding.Bytes(alerts[0]), context.Encoding.ContentType);
    }));

    /// <summary>https://cloud.google.com/functions/docs/reference/rest/v1/projects.locations.functions/call</summary>
    public static DestinationDefinition CloudFunctions { get; } = new("gcp.cloudfunctions", "Google Cloud Functions", ["name"],
    [
        ConfigKey.Text("name", "Name of the function: projects/P/locations/L/functions/F."),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, "cloudfunctions.googleapis.com", $"v1/{context.Settings.Text("name").Trim('/')}:call", 1, (alerts, target) =>
        Post(target, new JsonObject { ["data"] = context.Encoding.Text(alerts[0]) })));

    /// <summary>https://cloud.google.com/chronicle/docs/reference/rest/v1beta/projects.locations.instances.logTypes.logs/import</summary>
    public static DestinationDefinition Chronicle { get; } = new("gcp.chronicle", "Google Security Operations (Chronicle)", ["region", "projectid", "instanceid"],
    [
        ConfigKey.Text("region", "Region of the instance."),
        ConfigKey.Text("projectid", "Project."),
        ConfigKey.Text("instanceid", "Instance."),
        ConfigKey.Text("logtype", "Type of log.", "FALCO_IDS"),
        DestinationDefinition.EncodingKey,
    ], context => Create(context, $"chronicle.{context.Settings.Text("region")}.rep.googleapis.com", $"v1beta/projects/{Escaped(context, "projectid")}"
        + $"/locations/{Escaped(context, "region")}/instances/{Escaped(context, "instanceid")}/logTypes/{Escaped(context, "logtype")}/logs:import", 100, (alerts, target) =>
        Post(target, new JsonObject
        {
            ["inlineSource"] = new JsonObject
            {
                ["logs"] = new JsonArray([.. alerts.Select(a => new JsonObject
                {
                    ["data"] = Convert.ToBase64String(context.Encoding.Bytes(a)),
                    ["logEntryTime"] = a.Time.ToString(),
                    // It has to lie behind the time of the entry.
                    ["collectionTime"] = new AlertInstant(Math.Max(a.Time.Nanoseconds + 1_000_000_000, (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000)).ToString(),
                })]),
            },
        })));

    public override int MaxBatch => maxBatch;

    protected override HttpRequestMessage Request(IReadOnlyList<ForwardedAlert> alerts) => request(alerts, Address);

    private static GoogleService Create(DestinationContext context, string host, string path, int maxBatch, Func<IReadOnlyList<ForwardedAlert>, Uri, HttpRequestMessage> request)
    {
        var account = new GoogleAccount(context.Root);
        return new GoogleService(context, account, new Uri(account.Endpoint(host), path), maxBatch, request);
    }

    private static string Escaped(DestinationContext context, string key) => Uri.EscapeDataString(context.Settings.Text(key));
}
