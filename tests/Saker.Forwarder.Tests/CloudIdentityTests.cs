using System.Collections.Concurrent;
using System.Text;

namespace Saker.Forwarder.Tests;

/// <summary>
/// Who the forwarder is to a cloud where its configuration does not say so: what variables, token files, containers, platforms and machines tell, each as
/// its cloud's own programs find it out.
/// </summary>
public sealed class CloudIdentityTests : IDisposable
{
    private const string Session = """{"AccessKeyId":"AKIDEXAMPLE","SecretAccessKey":"s3cr3t-aws-key","Token":"session","Expiration":"2099-01-01T00:00:00Z","Code":"Success","Type":"AWS-HMAC","LastUpdated":"2024-01-01T00:00:00Z"}""";

    private readonly string folder = Directory.CreateTempSubdirectory("saker-identity-").FullName;
    private readonly ConcurrentQueue<string> asked = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Variables_hold_keys_of_AWS()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAwsAsync(fake, _ => null, "", ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "s3cr3t-aws-key"), ("AWS_SESSION_TOKEN", "session"));
    }

    /// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html</summary>
    [Fact]
    public async Task A_pod_is_somebody_at_AWS_by_its_web_identity()
    {
        string token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, "s3cr3t-pod-token", TestContext.Current.CancellationToken);
        await using var fake = await Fake.StartAsync();
        await DeliverToAwsAsync(fake, seen => Form(seen) is { } form && form.GetValueOrDefault("Action") == "AssumeRoleWithWebIdentity"
                ? form["WebIdentityToken"] == "s3cr3t-pod-token" && form["RoleArn"] == "arn:aws:iam::1:role/pod" ? (200, Credentials("AssumeRoleWithWebIdentity")) : (403, "") : null,
            "AssumeRoleWithWebIdentity", ("AWS_WEB_IDENTITY_TOKEN_FILE", token), ("AWS_ROLE_ARN", "arn:aws:iam::1:role/pod"), ("AWS_ENDPOINT_URL_STS", $"{fake.Url}"));
    }

    /// <summary>https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html</summary>
    [Fact]
    public async Task A_container_is_somebody_at_AWS_by_the_agent_beside_it()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAwsAsync(fake, seen => seen.Target == "/role" ? seen.Headers.GetValueOrDefault("Authorization") == "s3cr3t-agent" ? (200, Session) : (401, "") : null,
            "/role", ("AWS_CONTAINER_CREDENTIALS_FULL_URI", $"{fake.Url}role"), ("AWS_CONTAINER_AUTHORIZATION_TOKEN", "s3cr3t-agent"));
    }

    /// <summary>https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html</summary>
    [Fact]
    public async Task A_machine_is_somebody_at_AWS_by_its_metadata_server()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAwsAsync(fake, seen => (seen.Method, seen.Target.TrimEnd('/')) switch
        {
            ("PUT", "/latest/api/token") => seen.Headers.ContainsKey("x-aws-ec2-metadata-token-ttl-seconds") ? (200, "imds-token") : (400, ""),
            ("GET", var path) when path.StartsWith("/latest/", StringComparison.Ordinal) && seen.Headers.GetValueOrDefault("x-aws-ec2-metadata-token") != "imds-token" => (401, ""),
            ("GET", "/latest/meta-data/iam/security-credentials") => (200, "machine"),
            ("GET", "/latest/meta-data/iam/security-credentials/machine") => (200, Session),
            ("GET", var path) when path.StartsWith("/latest/", StringComparison.Ordinal) => (404, ""),
            _ => null,
        }, "/latest/meta-data/iam/security-credentials/machine", ("AWS_EC2_METADATA_SERVICE_ENDPOINT", $"{fake.Url}".TrimEnd('/')));
    }

    /// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</summary>
    [Fact]
    public async Task A_role_is_taken_on_with_the_keys_of_the_configuration()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAwsAsync(fake, seen => Form(seen) is { } form && form.GetValueOrDefault("Action") == "AssumeRole"
                ? form["RoleArn"] == "arn:aws:iam::1:role/alerts" && form["ExternalId"] == "external" && seen.Headers["Authorization"].Contains("Credential=AKIDOWN/", StringComparison.Ordinal)
                    ? (200, Credentials("AssumeRole")) : (403, "") : null,
            "AssumeRole", ("AWS_ACCESSKEYID", "AKIDOWN"), ("AWS_SECRETACCESSKEY", "s3cr3t-own"), ("AWS_ROLEARN", "arn:aws:iam::1:role/alerts"), ("AWS_EXTERNALID", "external"),
            ("AWS_ENDPOINT_URL_STS", $"{fake.Url}"));
    }

    /// <summary>https://learn.microsoft.com/en-us/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#get-a-token-using-http</summary>
    [Fact]
    public async Task A_machine_is_somebody_at_Azure_by_its_metadata_server()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAzureAsync(fake, seen => seen.Target.StartsWith("/metadata/", StringComparison.Ordinal)
                ? seen is { Method: "GET", Target: "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fmonitor.azure.com&client_id=mine" } && seen.Headers.GetValueOrDefault("Metadata") == "true"
                    ? (200, """{"access_token":"t1","expires_in":"86399","expires_on":"4070908800","token_type":"Bearer"}""") : (400, "") : null,
            "/metadata/identity/oauth2/token", ("AZURE_POD_IDENTITY_AUTHORITY_HOST", $"{fake.Url}"), ("AZURE_CLIENT_ID", "mine"));
    }

    /// <summary>https://learn.microsoft.com/en-us/azure/app-service/overview-managed-identity#rest-endpoint-reference</summary>
    [Fact]
    public async Task An_application_is_somebody_at_Azure_by_its_platform()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverToAzureAsync(fake, seen => seen.Target.StartsWith("/msi/", StringComparison.Ordinal)
                ? seen is { Method: "GET", Target: "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmonitor.azure.com" } && seen.Headers.GetValueOrDefault("X-IDENTITY-HEADER") == "s3cr3t-header"
                    ? (200, """{"access_token":"t1","expires_on":"4070908800","resource":"https://monitor.azure.com","token_type":"Bearer"}""") : (400, "") : null,
            "/msi/token", ("IDENTITY_ENDPOINT", $"{fake.Url}msi/token"), ("IDENTITY_HEADER", "s3cr3t-header"));
    }

    /// <summary>https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html and its webhook's variables.</summary>
    [Fact]
    public async Task A_pod_is_somebody_at_Azure_by_its_workload_identity()
    {
        string token = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(token, "s3cr3t-pod-token", TestContext.Current.CancellationToken);
        await using var fake = await Fake.StartAsync();
        await DeliverToAzureAsync(fake, seen => seen.Target.StartsWith("/tenant/", StringComparison.Ordinal)
                ? Form(seen) is { } form && form["client_assertion"] == "s3cr3t-pod-token" && form["client_id"] == "mine" && form["scope"] == "https://monitor.azure.com/.default"
                    ? (200, """{"access_token":"t1","expires_in":3599,"token_type":"Bearer"}""") : (400, "") : null,
            "/tenant/oauth2/v2.0/token", ("AZURE_FEDERATED_TOKEN_FILE", token), ("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "mine"), ("AZURE_AUTHORITY_HOST", $"{fake.Url}"));
    }

    /// <summary>https://cloud.google.com/compute/docs/access/authenticate-workloads#curl</summary>
    [Fact]
    public async Task A_machine_or_pod_is_somebody_at_Google_by_its_metadata_server()
    {
        await using var fake = await Fake.StartAsync();
        await DeliverAsync(fake, seen => seen.Target.StartsWith("/computeMetadata/", StringComparison.Ordinal)
                ? seen is { Method: "GET", Target: "/computeMetadata/v1/instance/service-accounts/default/token" } && seen.Headers.GetValueOrDefault("Metadata-Flavor") == "Google"
                    ? (200, """{"access_token":"t1","expires_in":3599,"token_type":"Bearer"}""") : (403, "") : null,
            seen => seen.Target == "/v1/projects/p/topics/t:publish" && seen.Headers.GetValueOrDefault("Authorization") == "Bearer t1" ? null : "not authorized",
            "/computeMetadata/v1/instance/service-accounts/default/token",
            [("GCE_METADATA_HOST", fake.Url.Authority), ("GCP_ENDPOINT", $"{fake.Url}"), ("GCP_PUBSUB_PROJECTID", "p"), ("GCP_PUBSUB_TOPIC", "t")]);
    }

    private static Dictionary<string, string>? Form(Seen seen) => !seen.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) ? null
        : seen.Body.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')));

    private static string Credentials(string action) => $"""
        <{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials><AccessKeyId>AKIDEXAMPLE</AccessKeyId><SecretAccessKey>s3cr3t-aws-key</SecretAccessKey>
        <SessionToken>session</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>a:saker</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/saker</Arn></AssumedRoleUser></{action}Result></{action}Response>
        """;

    private Task DeliverToAwsAsync(Fake fake, Func<Seen, (int, string)?> source, string asks, params (string Name, string Value)[] variables) =>
        DeliverAsync(fake, source, seen => AwsVerifier.Problem(seen, "AKIDEXAMPLE", "s3cr3t-aws-key", "eu-west-1", "kinesis")
                ?? (seen.Headers.GetValueOrDefault("X-Amz-Security-Token") == "session" ? null : "no session"),
            asks, [("AWS_REGION", "eu-west-1"), ("AWS_ENDPOINT", $"{fake.Url}"), ("AWS_KINESIS_STREAMNAME", "alerts"), ("AWS_SHARED_CREDENTIALS_FILE", "/none"), ("AWS_CONFIG_FILE", "/none"), .. variables]);

    private Task DeliverToAzureAsync(Fake fake, Func<Seen, (int, string)?> source, string asks, params (string Name, string Value)[] variables) =>
        DeliverAsync(fake, source, seen => seen.Headers.GetValueOrDefault("Authorization") == "Bearer t1" ? null : "not authorized", asks,
            [("AZURE_SENTINEL_ENDPOINT", $"{fake.Url}"), ("AZURE_SENTINEL_RULEID", "dcr-0123"), ("AZURE_SENTINEL_STREAM", "Custom-Falco_CL"), .. variables]);

    /// <summary>Delivers two alerts by a program that has nothing but variables.</summary>
    /// <param name="fake">The cloud.</param>
    /// <param name="source">Answers whoever asks who he is; null for what is no such question.</param>
    /// <param name="problem">What is wrong with a delivery; null for nothing.</param>
    /// <param name="asks">What is asked, as part of the request; empty for nothing.</param>
    /// <param name="variables">The variables.</param>
    private async Task DeliverAsync(Fake fake, Func<Seen, (int, string)?> source, Func<Seen, string?> problem, string asks, (string Name, string Value)[] variables)
    {
        ConcurrentQueue<string> problems = [];
        int delivered = 0;
        fake.Answer = (_, seen) =>
        {
            if (source(seen) is { } answer)
            {
                asked.Enqueue(seen.Target + " " + seen.Body);
                return answer;
            }

            if (problem(seen) is { } wrong)
            {
                problems.Enqueue($"{seen.Method} {seen.Target}: {wrong}");
                return (403, "");
            }

            Interlocked.Increment(ref delivered);
            return (200, """{"FailedRecordCount":0,"Records":[{}]}""");
        };
        await using var forwarder = ForwarderProcess.Start([("SPOOL_DIRECTORY", folder), .. variables]);
        using var client = new HttpClient();
        var address = await forwarder.AddressAsync();
        for (int i = 0; i < 2; i++)
        {
            using var body = new StringContent(Bench.Alert(i), Encoding.UTF8, "application/json");
            (await client.PostAsync(address, body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            await Wait.UntilAsync(() => Volatile.Read(ref delivered) == i + 1 || !problems.IsEmpty, () => string.Join('\n', [.. problems, .. asked, forwarder.Said]));
        }

        problems.Should().BeEmpty();
        if (asks.Length > 0)
            asked.Should().Contain(a => a.Contains(asks, StringComparison.Ordinal));
        forwarder.Said.Should().NotContain("s3cr3t");
    }
}
