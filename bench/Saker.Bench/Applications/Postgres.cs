namespace Saker.Bench.Applications;

/// <summary>A database with two clients that read.</summary>
internal sealed class Postgres : Application
{
    private readonly string port = $"{FreePort()}";

    public Postgres()
    {
        string bin = System.IO.Directory.EnumerateDirectories("/usr/lib/postgresql").Order().Last() + "/bin";
        string data = Path.Combine(Directory, "data");
        Do("chown", "postgres", Directory);
        Do("runuser", "-u", "postgres", "--", $"{bin}/initdb", "-D", data, "-A", "trust");
        Serve(int.Parse(port), "runuser", "-u", "postgres", "--", $"{bin}/postgres", "-D", data, "-p", port, "-k", Directory, "-c", "fsync=off");
        Do("runuser", "-u", "postgres", "--", "pgbench", "-h", Directory, "-p", port, "-i", "-s", "2", "-q", "postgres");
    }

    public override string What => "pgbench, two clients, select only";

    public override double Run() => 1e6 / Number(
        Do("runuser", "-u", "postgres", "--", "pgbench", "-h", Directory, "-p", port, "-S", "-c", "2", "-T", "3", "-n", "postgres"), "tps = ([0-9.]+)");
}
