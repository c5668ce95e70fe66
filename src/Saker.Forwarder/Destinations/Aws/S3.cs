using System.Globalization;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>
/// S3, and storage that speaks like it: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html. An object for each alert, by the day and time
/// of the alert and its id, so that an alert that is sent twice is there once.
/// </summary>
internal sealed class S3(DestinationContext context, AwsAccount account, Uri address) : AwsDestination(context, account, "s3", address)
{
    private static readonly ConfigKey[] place =
        [ConfigKey.Text("bucket", "Name of the bucket."), ConfigKey.Text("prefix", "What names of objects begin with.", "falco"), DestinationDefinition.EncodingKey];

    private readonly Section settings = context.Settings;

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Aws { get; } = new("aws.s3", "AWS S3", ["bucket"],
    [
        .. place,
        ConfigKey.Text("endpoint", "Address of the storage, where it is not AWS's; the bucket is the first part of the path there."),
        ConfigKey.Text("objectcannedacl", "Canned ACL of objects; empty for none.", "bucket-owner-full-control"),
    ], context => new S3(context, AwsAccount.Aws(context.Root), Endpoint(context)));

    public static DestinationDefinition Yandex { get; } = new("yandex.s3", "Yandex Object Storage", ["bucket"],
    [
        .. place,
        ConfigKey.Text("endpoint", "Address of the storage.", "https://storage.yandexcloud.net"),
    ], context => new S3(context, AwsAccount.Yandex(context.Root), context.Address("endpoint", context.Settings.Text("bucket") + "/")));

    public override Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var alert = alerts[0];
        string name = string.Create(CultureInfo.InvariantCulture, $"{alert.Time.Date.UtcDateTime:yyyy-MM-dd}/{alert.Time}-{alert.Id}.json");
        string path = string.Join('/', $"{settings.Text("prefix").Trim('/')}/{name}".TrimStart('/').Split('/').Select(Uri.EscapeDataString));
        (string, string)[] headers = settings.Knows("objectcannedacl") && settings.Has("objectcannedacl") ? [("X-Amz-Acl", settings.Text("objectcannedacl"))] : [];
        return SendAsync(HttpMethod.Put, new Uri(Address, path), encoding.Bytes(alert), "application/json", stop, headers);
    }

    private static Uri Endpoint(DestinationContext context)
    {
        var account = AwsAccount.Aws(context.Root);
        string bucket = context.Settings.Text("bucket");
        return context.Settings.Has("endpoint") ? context.Address("endpoint", bucket + "/")
            : context.Root.Has("aws.endpoint") ? new Uri(account.Endpoint("s3"), bucket + "/")
            : new Uri($"https://{bucket}.s3.{account.Region}.amazonaws.com/");
    }
}
