using System.Text.Json.Serialization;
using Saker.Forwarder.Alerts;

namespace Saker.Forwarder.Encodings;

/// <summary>
/// An alert as a row of a Security Finding, class 2001 of OCSF (https://schema.ocsf.io/1.0.0/classes/security_finding), with the columns that Falcosidekick writes: tables
/// that were made of its files go on.
/// </summary>
internal sealed class OcsfSecurityFinding
{
    [JsonPropertyName("activity_id")]
    public int ActivityId { get; set; } = 1;

    [JsonPropertyName("activity_name")]
    public string ActivityName { get; set; } = "Generate";

    [JsonPropertyName("category_name")]
    public string CategoryName { get; set; } = "Findings";

    [JsonPropertyName("category_uid")]
    public int CategoryUid { get; set; } = 2;

    [JsonPropertyName("classname")]
    public string ClassName { get; set; } = "Security Finding";

    [JsonPropertyName("class_uid")]
    public int ClassUid { get; set; } = 2001;

    [JsonPropertyName("finding")]
    public FindingDetails Finding { get; set; } = new();

    [JsonPropertyName("message")]
    public string Message { get; set; } = "";

    [JsonPropertyName("metadata")]
    public FindingMetadata Metadata { get; set; } = new();

    [JsonPropertyName("observables")]
    public List<Observable> Observables { get; set; } = [];

    [JsonPropertyName("raw_data")]
    public string RawData { get; set; } = "";

    [JsonPropertyName("severity")]
    public string Severity { get; set; } = "";

    [JsonPropertyName("severity_id")]
    public int SeverityId { get; set; }

    [JsonPropertyName("state")]
    public string State { get; set; } = "New";

    [JsonPropertyName("state_id")]
    public int StateId { get; set; } = 1;

    [JsonPropertyName("status")]
    public string Status { get; set; } = "";

    [JsonPropertyName("time")]
    public long Time { get; set; }

    [JsonPropertyName("type_name")]
    public string TypeName { get; set; } = "Security Finding: Generate";

    [JsonPropertyName("type_uid")]
    public int TypeUid { get; set; } = 200101;

    /// <summary>The row of an alert.</summary>
    public static OcsfSecurityFinding Of(ForwardedAlert alert)
    {
        var (severity, name) = OcsfFinding.Severity(alert.Priority);
        return new OcsfSecurityFinding
        {
            Finding = new FindingDetails
            {
                CreatedTime = alert.Time.Milliseconds,
                Description = alert.Output,
                Title = alert.Rule,
                Types = [alert.Source],
                Uid = alert.Id,
            },
            Message = alert.Rule,
            Metadata = new FindingMetadata { Labels = [.. alert.Tags] },
            Observables = [.. Observed(alert)],
            RawData = FalcosidekickPayload.Text(alert),
            Severity = name,
            SeverityId = severity,
            Status = alert.PriorityName,
            Time = alert.Time.Milliseconds,
        };
    }

    private static IEnumerable<Observable> Observed(ForwardedAlert alert)
    {
        if (alert.Hostname.Length > 0)
            yield return new Observable { Name = "hostname", Value = alert.Hostname };
        foreach (var (name, value) in alert.Fields)
        {
            if (value.ValueKind is System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.Number)
                yield return new Observable { Name = name, Value = ForwardedAlert.Text(value)! };
        }
    }

    /// <summary>https://schema.ocsf.io/1.0.0/objects/finding</summary>
    internal sealed class FindingDetails
    {
        [JsonPropertyName("created_time")]
        public long CreatedTime { get; set; }

        [JsonPropertyName("desc")]
        public string Description { get; set; } = "";

        [JsonPropertyName("title")]
        public string Title { get; set; } = "";

        [JsonPropertyName("types")]
        public List<string> Types { get; set; } = [];

        [JsonPropertyName("uid")]
        public string Uid { get; set; } = "";
    }

    /// <summary>https://schema.ocsf.io/1.0.0/objects/metadata</summary>
    internal sealed class FindingMetadata
    {
        [JsonPropertyName("version")]
        public string Version { get; set; } = "0.1.0";

        [JsonPropertyName("product")]
        public FindingProduct Product { get; set; } = new();

        [JsonPropertyName("labels")]
        public List<string> Labels { get; set; } = [];
    }

    /// <summary>https://schema.ocsf.io/1.0.0/objects/product</summary>
    internal sealed class FindingProduct
    {
        [JsonPropertyName("vendor_name")]
        public string VendorName { get; set; } = "Falcosecurity";

        [JsonPropertyName("name")]
        public string Name { get; set; } = "Falco";
    }

    /// <summary>https://schema.ocsf.io/1.0.0/objects/observable</summary>
    internal sealed class Observable
    {
        [JsonPropertyName("name")]
        public string Name { get; set; } = "";

        [JsonPropertyName("type")]
        public string Type { get; set; } = "Other";

        [JsonPropertyName("type_id")]
        public int TypeId { get; set; }

        [JsonPropertyName("value")]
        public string Value { get; set; } = "";
    }
}
