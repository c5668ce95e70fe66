using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parquet.Serialization;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>
/// A custom source of Security Lake (https://docs.aws.amazon.com/security-lake/latest/userguide/custom-sources.html): files of Parquet in its bucket, one for the alerts of a
/// day and a sending. The name of a file comes from the ids of its alerts, so that one which is sent twice is there once.
/// </summary>
internal sealed class SecurityLake : AwsDestination
{
    private readonly Section settings;

    private SecurityLake(DestinationContext context, AwsAccount account)
        : base(context, account, "s3", Lake(context, account), context.Settings.Text("region"))
    {
        settings = context.Settings;
        MaxBatch = Math.Clamp(settings.Number("batchsize"), 1, 100_000);
        Gathering = TimeSpan.FromMinutes(Math.Clamp(settings.Number("interval"), 5, 60));
    }

    public static DestinationDefinition Definition { get; } = new("aws.securitylake", "AWS Security Lake", ["bucket", "region", "accountid"],
    [
        ConfigKey.Text("bucket", "Bucket of the lake."),
        ConfigKey.Text("region", "Its region."),
        ConfigKey.Text("accountid", "Account that the alerts are said to be of."),
        ConfigKey.Text("prefix", "What names of objects begin with: the place of the custom source."),
        ConfigKey.Number("interval", "Minutes between two files, unless there are enough alerts for one; from 5 to 60.", 5),
        ConfigKey.Number("batchsize", "How many alerts a file has at most.", 1000),
    ], context => new SecurityLake(context, AwsAccount.Aws(context.Root)));

    public override int MaxBatch { get; }

    public override TimeSpan Gathering { get; }

    public override async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        foreach (var day in alerts.GroupBy(a => a.Time.Date.UtcDateTime.Date))
        {
            using var file = new MemoryStream();
            await ParquetSerializer.SerializeAsync(day.Select(OcsfSecurityFinding.Of), file, cancellationToken: stop).ConfigureAwait(false);
            await SendAsync(HttpMethod.Put, new Uri(Address, Name(day.Key, [.. day])), file.ToArray(), "application/vnd.apache.parquet", stop,
                ("X-Amz-Acl", "bucket-owner-full-control")).ConfigureAwait(false);
        }
    }

    private static Uri Lake(DestinationContext context, AwsAccount account)
    {
        string bucket = context.Settings.Text("bucket");
        return context.Root.Has("aws.endpoint") ? new Uri(account.Endpoint("s3"), bucket + "/")
            : new Uri($"https://{bucket}.s3.{context.Settings.Text("region")}.amazonaws.com/");
    }

    private string Name(DateTime day, IReadOnlyList<ForwardedAlert> alerts)
    {
        string id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(alerts.Select(a => a.Id)))).AsSpan(0, 16)).ToString();
        string path = string.Create(
            CultureInfo.InvariantCulture, $"{settings.Text("prefix").Trim('/')}/region={settings.Text("region")}/accountId={settings.Text("accountid")}/eventDay={day:yyyyMMdd}/{id}.parquet");
        return string.Join('/', path.TrimStart('/').Split('/').Select(Uri.EscapeDataString));
    }
}
