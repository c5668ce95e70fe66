using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;
using Saker.Forwarder.Tests.Servers;

namespace Saker.Forwarder.Tests.Variables;

/// <summary>Tries what a variable changes: what an endpoint is sent with and without it.</summary>
internal static partial class VariableTrial
{
    public const string Alert = """
        {"hostname":"host-1","output":"12:00:00.000000001: Warning A shell (user=root)","priority":"Warning","rule":"Terminal shell","source":"syscall","tags":["T1059"],
         "time":"2024-05-01T12:00:00.123456789Z","output_fields":{"evt.time":1714564800000000001,"proc.name":"bash","proc.aname[2]":"init","n_drops":"1","number":"1"}}
        """;

    /// <summary>What has to be set, too, for a key to mean something.</summary>
    private static readonly Dictionary<string, string> together = new()
    {
        ["influxdb.bucket"] = "INFLUXDB_ORGANIZATION=o", ["influxdb.password"] = "INFLUXDB_USER=u", ["elasticsearch.password"] = "ELASTICSEARCH_USERNAME=u",
        ["elasticsearch.numberofshards"] = "ELASTICSEARCH_CREATEINDEXTEMPLATE=true", ["elasticsearch.numberofreplicas"] = "ELASTICSEARCH_CREATEINDEXTEMPLATE=true",
        ["quickwit.version"] = "QUICKWIT_AUTOCREATEINDEX=true", ["loki.user"] = "LOKI_APIKEY=k", ["loki.apikey"] = "LOKI_USER=u", ["zincsearch.password"] = "ZINCSEARCH_USERNAME=u",
        ["openobserve.password"] = "OPENOBSERVE_USERNAME=u", ["nodered.password"] = "NODERED_USER=u", ["n8n.password"] = "N8N_USER=u",
        ["n8n.headerauthname"] = "N8N_HEADERAUTHVALUE=v", ["n8n.headerauthvalue"] = "N8N_HEADERAUTHNAME=X-N", ["loki.encoding"] = "LOKI_FORMAT=json", ["aws.sns.encoding"] = "AWS_SNS_RAWJSON=true",
    };

    /// <summary>Values of keys that do not take any.</summary>
    private static readonly Dictionary<string, string> values = new()
    {
        ["outputformat"] = "text", ["card"] = "adaptivecard", ["messageformat"] = "M {{ .Rule }}", ["encoding"] = "ocsf", ["condition"] = "rule = none", ["dropeventdefaultpriority"] = "emergency",
        ["dropeventthresholds"] = "0:emergency", ["customseveritymap"] = "warning:w,critical:c", ["loki.extralabels"] = "proc.name", ["precision"] = "s", ["suffix"] = "none",
        ["gotify.format"] = "json", ["loki.format"] = "json", ["method"] = "put", ["endpoint"] = "/other", ["ratelimit.alerts"] = "1", ["kafkarest.version"] = "1",
        ["outputfieldformat"] = "<priority>: <output>", ["templatedfields"] = "t:{{ index . \"proc.name\" }}", ["bracketreplacer"] = "_",
    };

    /// <summary>Signs for accounts of Google; to make one takes long.</summary>
    private static readonly Lazy<string> signingKey = new(() =>
    {
        using var made = RSA.Create(2048);
        return made.ExportPkcs8PrivateKeyPem();
    });

    /// <summary>Keys whose variables change nothing that an endpoint is sent.</summary>
    /// <param name="output">What turns an output on: variables with their values, separated by semicolons. FAKE stands for the address of the endpoint.</param>
    /// <param name="elsewhere">Names of keys that are seen elsewhere.</param>
    public static async Task<IReadOnlyList<string>> WithoutEffectAsync(string output, IReadOnlyList<string> elsewhere)
    {
        var on = Pairs(output);
        var keys = Keys(output).Where(k => k.HasEffect && !elsewhere.Contains(Name(k)) && on.All(s => s.Name != k.Variable));
        string usual = await SeenAsync(on);
        usual.Should().Be(await SeenAsync(on), "without a change nothing else is seen");
        List<string> without = [];
        foreach (var key in keys)
        {
            (string, string)[] needed = [.. on, .. together.TryGetValue(key.Path, out string? more) ? Pairs(more) : []];
            // A limit is seen by the second alert only; others by one, since whether two go together is a matter of moments.
            int alerts = key.Path.EndsWith("ratelimit.alerts", StringComparison.Ordinal) ? 2 : 1;
            if (await SeenAsync(needed, alerts) == await SeenAsync([.. needed, (key.Variable, Other(key))], alerts))
                without.Add(key.Variable);
        }

        // What turns it on is where it goes to, or seen in what it sends.
        foreach (var (name, value) in on.Where(v => !IsPlace(v.Value) && !IsSigning(v.Name)))
        {
            if (usual == await SeenAsync([.. on.Where(v => v.Name != name), (name, int.TryParse(value, out int number) ? $"{number + 1}" : value + "2")]))
                without.Add(name);
        }

        return without;
    }

    /// <summary>The section of the configuration that an output's first variable stands in.</summary>
    public static string Section(string output) => DestinationCatalog.All.Select(d => d.Path)
        .Where(p => output.StartsWith(p.Replace('.', '_').ToUpperInvariant() + "_", StringComparison.Ordinal)).MaxBy(p => p.Length)!;

    /// <summary>All keys of an output.</summary>
    public static IEnumerable<ConfigKey> Keys(string output) => DestinationCatalog.All.Single(d => d.Path == Section(output)).AllKeys;

    /// <summary>The name of a key within its section.</summary>
    public static string Name(ConfigKey key) => key.Path[(DestinationCatalog.All.Select(d => d.Path).Where(p => key.Path.StartsWith(p + ".", StringComparison.Ordinal)).Max(p => p.Length) + 1)..];

    private static bool IsPlace(string value) => value is "ACCOUNT" or "PORT" or "127.0" or "0.1" || value.Contains("FAKE", StringComparison.Ordinal);

    /// <summary>Whether signatures are made with it: they depend on the time, too, and are tried where they are checked.</summary>
    public static bool IsSigning(string name) => name.EndsWith("_SECRETACCESSKEY", StringComparison.Ordinal);

    /// <summary>All that a forwarder with some variables lets be seen of alerts: what it sends, or why it does not start.</summary>
    public static async Task<string> SeenAsync((string Name, string Value)[] variables, int alerts = 1)
    {
        await using var fake = await Fake.StartAsync();
        fake.Answer = (_, seen) => Answer(variables[0].Name, seen);
        Bench bench;
        try
        {
            bench = await Bench.StartAsync(Towards(fake, variables));
        }
        catch (ForwarderConfigException e)
        {
            return e.Message;
        }

        await using (bench)
        {
            for (int i = 0; i < alerts; i++)
                (await bench.PostAsync(Alert)).EnsureSuccessStatusCode();
            await Outage.DeliveredAsync(bench);
        }

        var requests = fake.Requests.Select(r => $"{r.Method} {r.Target} {string.Join(' ', r.Headers.Where(h => h.Key is not ("Host" or "Content-Length" or "traceparent")).OrderBy(h => h.Key))} {r.Body}");
        return Changing().Replace(string.Join('\n', requests), "");
    }

    /// <summary>What the vendor of an output answers.</summary>
    public static (int, string) Answer(string output, Seen seen) => output.Split('_')[0] switch
    {
        "DYNATRACE" => (204, ""),
        "KAFKAREST" => (200, """{"offsets":[]}"""),
        "OPENOBSERVE" => (200, """{"status":[]}"""),
        "SPYDERBAT" => (200, "[]"),
        "AWS" or "YANDEX" => (200, """{"FailedRecordCount":0,"Records":[],"Successful":[],"Failed":[]}"""),
        "GCP" or "AZURE" when seen.Target.Contains("token", StringComparison.Ordinal) => (200, """{"access_token":"t1","expires_in":3599,"token_type":"Bearer"}"""),
        "AZURE" => (201, "{}"),
        _ => (seen.Method is "GET" or "HEAD" ? 404 : 200, seen.Method is "HEAD" ? "" : "{}"),
    };

    /// <summary>A value that is not the default: that of the key, of its name in every section, or one of its kind.</summary>
    public static string Other(ConfigKey key)
    {
        string[] parts = key.Path.Split('.');
        var names = Enumerable.Range(0, parts.Length).Select(i => string.Join('.', parts[i..]));
        return names.Select(n => values.GetValueOrDefault(n)).FirstOrDefault(v => v is not null) ?? key.Kind switch
        {
            SettingKind.Number => key.Default == "7" ? "8" : "7",
            SettingKind.Flag => key.Default == "true" ? "false" : "true",
            SettingKind.Priority => "critical",
            SettingKind.List => "l1,l2",
            SettingKind.Map => "ma:mb",
            _ => "other",
        };
    }

    /// <summary>Variables towards a fake.</summary>
    public static (string Name, string Value)[] Towards(Fake fake, (string Name, string Value)[] variables) =>
    [
        .. variables.Select(v => (v.Name, v.Value == "ACCOUNT" ? Account(fake) : v.Value.Replace("FAKE", fake.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("PORT", $"{fake.Url.Port}", StringComparison.Ordinal))),
    ];

    /// <summary>The account of a service at Google, whose tokens the fake gives.</summary>
    private static string Account(Fake fake)
    {
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["type"] = "service_account", ["client_email"] = "saker@p.iam.gserviceaccount.com", ["private_key_id"] = "k1", ["private_key"] = signingKey.Value,
            ["token_uri"] = $"{fake.Url}token",
        }));
    }

    public static (string Name, string Value)[] Pairs(string text) => [.. text.Split(';').Select(p => (p[..p.IndexOf('=')], p[(p.IndexOf('=') + 1)..]))];

    // Ids, the port of the fake, times of requests and what is made of them.
    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|127\\.0\\.0\\.1:[0-9]+|Signature=[0-9a-f]{64}|[0-9]{8}T[0-9]{6}Z|/20[0-9]{6}/|assertion=[^& ]+|[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 20[0-9]{2} [0-9:]{8} GMT|20(2[5-9]|[3-9][0-9])-[0-9T:.-]+Z")]
    private static partial Regex Changing();
}
