using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>
/// Whose name requests are signed in, and where they go: AWS, or Yandex, whose storage and streams speak the same. Without keys in the
/// configuration those of the environment are used, as AWS's own programs look for them: variables, a web identity of Kubernetes, the container, the
/// machine.
/// </summary>
internal sealed class AwsAccount
{
    private readonly Section root;
    private readonly string place;
    private readonly Lazy<AWSCredentials> credentials;

    private AwsAccount(Section root, string place)
    {
        this.root = root;
        this.place = place;
        credentials = new Lazy<AWSCredentials>(Find);
    }

    /// <summary>The keys of the configuration that all outputs for AWS share.</summary>
    public static IReadOnlyList<ConfigKey> AwsKeys { get; } =
    [
        ConfigKey.Secret("aws.accesskeyid", "Access key for AWS; empty to look for one as AWS's own programs do."),
        ConfigKey.Secret("aws.secretaccesskey", "Its secret."),
        ConfigKey.Text("aws.region", "Region; empty for that of the environment variables AWS_REGION or AWS_DEFAULT_REGION."),
        ConfigKey.Text("aws.rolearn", "Role to take on."),
        ConfigKey.Secret("aws.externalid", "External id to take it on with."),
        ConfigKey.Text("aws.endpoint", "Address of all services, where it is not AWS's."),
        ConfigKey.Flag("aws.useirsa", "Has no effect: a web identity is used when there is one and no access key is set.", true).Ignored(),
        ConfigKey.Flag("aws.checkidentity", "Has no effect: saker forward check tries credentials.", true).Ignored(),
    ];

    /// <summary>The keys of the configuration that all outputs for Yandex share.</summary>
    public static IReadOnlyList<ConfigKey> YandexKeys { get; } =
    [
        ConfigKey.Secret("yandex.accesskeyid", "Access key for Yandex."),
        ConfigKey.Secret("yandex.secretaccesskey", "Its secret."),
        ConfigKey.Text("yandex.region", "Region.", "ru-central1"),
    ];

    /// <summary>The account for AWS.</summary>
    public static AwsAccount Aws(Section root) => new(root, "aws");

    /// <summary>The account for Yandex.</summary>
    public static AwsAccount Yandex(Section root) => new(root, "yandex");

    /// <summary>The region.</summary>
    /// <exception cref="ForwarderConfigException">There is none.</exception>
    public string Region => Text("region") is { Length: > 0 } region ? region
        : Environment.GetEnvironmentVariable("AWS_REGION") ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION")
        ?? throw root.Error($"{place}.region", "a region such as eu-central-1 is expected");

    /// <summary>Where a service is.</summary>
    /// <param name="service">Its name in host names: <c>logs</c>.</param>
    public Uri Endpoint(string service) => Text("endpoint") is not { Length: > 0 } text ? new Uri($"https://{service}.{Region}.amazonaws.com/")
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri
        : throw root.Error($"{place}.endpoint", "an address that begins with http:// or https:// is expected");

    /// <summary>The keys to sign with, as they are now: those that are temporary change.</summary>
    /// <exception cref="DeliveryException">There are none.</exception>
    public async Task<AwsKeys> KeysAsync()
    {
        try
        {
            var keys = await credentials.Value.GetCredentialsAsync().ConfigureAwait(false);
            return new AwsKeys(keys.AccessKey, keys.SecretKey, string.IsNullOrEmpty(keys.Token) ? null : keys.Token);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException or InvalidOperationException)
        {
            throw new DeliveryException($"no keys for {place}: {e.Message.Split('\n')[0].TrimEnd()}", inner: e);
        }
    }

    private AWSCredentials Find()
    {
        AWSCredentials own = Text("accesskeyid").Length > 0 ? new BasicAWSCredentials(Text("accesskeyid"), Text("secretaccesskey"))
            : DefaultAWSCredentialsIdentityResolver.GetCredentials();
        if (Text("rolearn").Length == 0)
            return own;
        var options = new AssumeRoleAWSCredentialsOptions { ExternalId = Text("externalid") is { Length: > 0 } id ? id : null };
        return new AssumeRoleAWSCredentials(own, Text("rolearn"), "saker", options);
    }

    private string Text(string key) => root.Knows($"{place}.{key}") ? root.Text($"{place}.{key}") : "";
}
