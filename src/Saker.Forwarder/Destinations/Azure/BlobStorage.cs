using System.Globalization;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Azure;

/// <summary>
/// Azure Blob Storage: https://learn.microsoft.com/en-us/rest/api/storageservices/put-blob. A blob for each alert, by the day and time of the alert and its
/// id, so that an alert that is sent twice is there once.
/// </summary>
internal sealed class BlobStorage(DestinationContext context)
    : SignedDestination(context, context.Address("endpoint", context.Settings.Text("container") + "/"), new AzureIdentity(context.Root).For("https://storage.azure.com"))
{
    private readonly string prefix = context.Settings.Text("prefix").Trim('/');
    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("azure.blob", "Azure Blob Storage", ["endpoint", "container"],
    [
        ConfigKey.Text("endpoint", "Address of the account: https://NAME.blob.core.windows.net."),
        ConfigKey.Text("container", "Name of the container."),
        ConfigKey.Text("prefix", "What names of blobs begin with.", "falco"),
        DestinationDefinition.EncodingKey,
    ], context => new BlobStorage(context));

    protected override HttpRequestMessage Request(IReadOnlyList<ForwardedAlert> alerts)
    {
        var alert = alerts[0];
        string name = string.Create(CultureInfo.InvariantCulture, $"{alert.Time.Date.UtcDateTime:yyyy-MM-dd}/{alert.Time}-{alert.Id}.json");
        string path = string.Join('/', $"{prefix}/{name}".TrimStart('/').Split('/').Select(Uri.EscapeDataString));
        var request = Request(HttpMethod.Put, new Uri(Address, path), encoding.Bytes(alert), encoding.ContentType);
        request.Headers.Add("x-ms-version", "2021-08-06");
        request.Headers.Add("x-ms-date", DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture));
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return request;
    }
}
