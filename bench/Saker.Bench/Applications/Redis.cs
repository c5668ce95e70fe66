namespace Saker.Bench.Applications;

/// <summary>A cache that is read and written by fifty clients.</summary>
internal sealed class Redis : Application
{
    private readonly string port = $"{FreePort()}";

    public Redis() => Serve(int.Parse(port), "redis-server", "--port", port, "--save", "", "--appendonly", "no", "--dir", Directory);

    public override string What => "redis-benchmark, 50 clients, get and set";

    public override double Run()
    {
        string output = Do("redis-benchmark", "-p", port, "-t", "get,set", "-n", "60000", "-c", "50", "--csv");
        // "GET","48192.77","0.812",...
        return output.Split('\n').Where(l => l.Contains("ET\"", StringComparison.Ordinal)).Average(l => 1e6 / Number(l, "ET\",\"([0-9.]+)\""));
    }
}
