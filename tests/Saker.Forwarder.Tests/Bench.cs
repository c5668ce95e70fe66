using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Destinations;

namespace Saker.Forwarder.Tests;

/// <summary>A forwarder with a directory of its own, fed over its own address.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly Dictionary<string, string> variables;
    private readonly string directory = Directory.CreateTempSubdirectory("saker-forward-").FullName;
    private readonly HttpClient client = new();
    private ForwarderRun? run;
    private string? file;

    private Bench(IEnumerable<(string Name, string Value)> variables)
    {
        // A test's own wins over what it shares with others.
        this.variables = variables.GroupBy(v => v.Name).ToDictionary(v => v.Key, v => v.Last().Value);
        this.variables["LISTENADDRESS"] = "127.0.0.1";
        this.variables["LISTENPORT"] = "0";
        this.variables.TryAdd("SPOOL_DIRECTORY", Spool);
    }

    public ConcurrentQueue<string> Log { get; } = [];

    public string Spool => Path.Combine(directory, "spool");

    private Uri Address => run!.Addresses[0];

    /// <summary>The port that it listens on.</summary>
    public int Port => Address.Port;

    /// <summary>A port among its variables.</summary>
    public int PortOf(string variable) => int.Parse(variables[variable], CultureInfo.InvariantCulture);

    public static async Task<Bench> StartAsync(params (string Name, string Value)[] variables)
    {
        var bench = new Bench(variables);
        await bench.RestartAsync();
        return bench;
    }

    /// <summary>Starts one with a configuration file.</summary>
    public static async Task<Bench> StartWithAsync(string file)
    {
        var bench = new Bench([]) { file = file };
        await bench.RestartAsync();
        return bench;
    }

    /// <summary>An alert as Falco writes it.</summary>
    public static string Alert(int number = 0, string priority = "Warning", string host = "host-1") => string.Create(CultureInfo.InvariantCulture,
        $$$"""
        {"hostname":"{{{host}}}","output":"12:00:00.000000001: {{{priority}}} A shell was spawned (user=root)","priority":"{{{priority}}}",
         "rule":"Terminal shell","source":"syscall","tags":["mitre_execution","T1059"],"time":"2024-05-01T12:00:00.{{{number:D9}}}Z",
         "output_fields":{"evt.time":1714564800000000001,"proc.name":"bash","user.name":"root","number":"{{{number}}}","container.id":null}}
        """);

    /// <summary>Ends the forwarder, if it runs, and starts it again, with some variables changed.</summary>
    public async Task RestartAsync(params (string Name, string Value)[] changes)
    {
        await StopAsync();
        foreach (var (name, value) in changes)
            variables[name] = value;
        run = await ForwarderRun.StartAsync(file, variables.GetValueOrDefault, Log.Enqueue);
    }

    /// <summary>Ends the forwarder, until it is started again.</summary>
    public async Task StopAsync()
    {
        if (run is not null)
            await run.DisposeAsync();
        run = null;
    }

    public Task<HttpResponseMessage> PostAsync(string body, string path = "/") =>
        client.PostAsync(new Uri(Address, path), new StringContent(body, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(Address, path));

    public async Task<string> MetricsAsync() => await (await GetAsync("/metrics")).Content.ReadAsStringAsync();

    public async ValueTask DisposeAsync()
    {
        // Whatever a test is about: what the configuration keeps secret is in none of the numbers.
        string metrics = await MetricsAsync();
        var secrets = SecretFilter.Of(SettingsReader.Read(DestinationCatalog.Keys, file, variables.GetValueOrDefault, _ => { }));
        await run!.DisposeAsync();
        client.Dispose();
        Directory.Delete(directory, recursive: true);
        secrets.Clean(metrics).Should().Be(metrics);
    }
}
