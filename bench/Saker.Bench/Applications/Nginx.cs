namespace Saker.Bench.Applications;

/// <summary>A web server that hands out a small page.</summary>
internal sealed class Nginx : Application
{
    private readonly int port = FreePort();

    public Nginx()
    {
        string file = Path.Combine(Directory, "nginx.conf");
        File.WriteAllText(Path.Combine(Directory, "index.html"), new string('x', 600));
        File.WriteAllText(file, $$"""
            daemon off; worker_processes 1; pid {{Directory}}/pid; error_log {{Directory}}/error.log; user root;
            events { worker_connections 256; }
            http { access_log {{Directory}}/access.log; server { listen 127.0.0.1:{{port}}; root {{Directory}}; } }
            """);
        Serve(port, "nginx", "-c", file, "-e", Path.Combine(Directory, "error.log"));
    }

    public override string What => "nginx with wrk, 32 connections";

    public override double Run() => 1e6 / Number(Do("wrk", "-t1", "-c32", "-d3s", $"http://127.0.0.1:{port}/"), "Requests/sec: *([0-9.]+)");
}
