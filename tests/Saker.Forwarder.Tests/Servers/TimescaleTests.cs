using System.Diagnostics;
using Npgsql;

namespace Saker.Forwarder.Tests.Servers;

/// <summary>Against a real PostgreSQL, which TimescaleDB is an extension of.</summary>
public sealed class TimescaleTests
{
    private const string Table = """
        CREATE TABLE events (time timestamptz NOT NULL, rule text, priority varchar(20), source varchar(20), output text CHECK (output NOT LIKE '%refused%'),
          tags text, hostname text, team text);
        """;

    [Fact]
    public async Task Alerts_become_rows_and_none_is_lost_while_the_server_is_away()
    {
        await using var server = await StartAsync();
        await using var data = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={server.Port};Username=saker;Password=s3cr3t-pg;Database=postgres;Pooling=false");
        await data.CreateCommand(Table).ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var bench = await Bench.StartAsync(("TIMESCALEDB_HOST", "127.0.0.1"), ("TIMESCALEDB_PORT", $"{server.Port}"), ("TIMESCALEDB_USER", "saker"),
            ("TIMESCALEDB_PASSWORD", "s3cr3t-pg"), ("TIMESCALEDB_DATABASE", "postgres"), ("TIMESCALEDB_HYPERTABLENAME", "public.Events"), ("CUSTOMFIELDS", "Team:blue"));
        await Outage.SendAsync(bench, server);
        var times = new List<DateTime>();
        await using (var rows = await data.CreateCommand("SELECT DISTINCT time, rule, priority, source, output, tags, hostname, team FROM events ORDER BY time")
            .ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                times.Add(rows.GetDateTime(0));
                Enumerable.Range(1, 7).Select(rows.GetString).Should().Equal("Terminal shell", "Warning", "syscall",
                    "12:00:00.000000001: Warning A shell was spawned (user=root)", "T1059,mitre_execution", "host-1", "blue");
            }
        }

        // The alerts are nanoseconds apart, which the database does not tell apart.
        times.Should().OnlyContain(t => t == new DateTime(2024, 5, 1, 12, 0, 0, DateTimeKind.Utc));
        ((long)(await data.CreateCommand("SELECT count(*) FROM events").ExecuteScalarAsync(TestContext.Current.CancellationToken))!)
            .Should().BeGreaterThanOrEqualTo(Outage.Alerts);

        await bench.PostAsync(Bench.Alert().Replace("A shell was spawned", "refused", StringComparison.Ordinal));
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("check constraint", StringComparison.Ordinal) && l.EndsWith("it is kept as a dead letter", StringComparison.Ordinal)),
            () => string.Join('\n', bench.Log));
        await bench.RestartAsync(("TIMESCALEDB_PASSWORD", "s3cr3t-wrong"), ("DELIVERY_ATTEMPTS", "2"));
        await bench.PostAsync(Bench.Alert());
        await Wait.UntilAsync(() => bench.Log.Any(l => l.Contains("28P01", StringComparison.Ordinal)), () => string.Join('\n', bench.Log));
        string.Join('\n', bench.Log).Should().NotContain("s3cr3t");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_is_spoken_to_by_tls(bool isMutual)
    {
        using var authority = new TestAuthority();
        await using var server = await StartAsync(authority, isMutual);
        await using var data = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={server.Port};Username=saker;Password=s3cr3t-pg;Database=postgres;Pooling=false;SSL Mode=VerifyCA;"
            + $"Root Certificate={authority.Authority};SSL Certificate={authority.ClientCertificate};SSL Key={authority.ClientKey}");
        await data.CreateCommand(Table).ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await authority.ShouldBeNeededAsync("TIMESCALEDB", isMutual, ("TIMESCALEDB_HOST", "127.0.0.1"), ("TIMESCALEDB_PORT", $"{server.Port}"), ("TIMESCALEDB_USER", "saker"),
            ("TIMESCALEDB_PASSWORD", "s3cr3t-pg"), ("TIMESCALEDB_DATABASE", "postgres"), ("TIMESCALEDB_HYPERTABLENAME", "events"), ("TIMESCALEDB_SSLMODE", "require"));
        ((long)(await data.CreateCommand("SELECT count(*) FROM events").ExecuteScalarAsync(TestContext.Current.CancellationToken))!).Should().Be(2);
    }

    /// <summary>A server of its own. It will not run for root, who starts it as the user that the package has made.</summary>
    private static async Task<ServerProcess> StartAsync(TestAuthority? authority = null, bool isMutual = false)
    {
        bool isRoot = Environment.UserName == "root";
        string[] user = isRoot ? ["--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"] : [];
        string postgres = ServerProcess.Find("postgres");
        // What it has written outlives that it is killed; the disk itself, which may take long, is needed only for a loss of power.
        var server = new ServerProcess(isRoot ? "setpriv" : "postgres", s => [.. isRoot ? [.. user, postgres] : Array.Empty<string>(),
            "-D", Path.Combine(s.Folder, "data"), "-p", $"{s.Port}", "-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={s.Folder}",
            .. authority is null ? Array.Empty<string>() : ["-c", "ssl=on", "-c", $"ssl_cert_file={authority.ServerCertificate}", "-c", $"ssl_key_file={s.Folder}/server.key",
                "-c", $"ssl_ca_file={authority.Authority}", "-c", $"hba_file={s.Folder}/hba"]]);
        File.SetUnixFileMode(server.Folder, (UnixFileMode)0b111_111_111);
        string password = server.Write("password", "s3cr3t-pg");
        string initdb = ServerProcess.Find("initdb");
        string[] make = ["-D", Path.Combine(server.Folder, "data"), "-U", "saker", "-A", "scram-sha-256", "--pwfile", password, "--no-sync"];
        using var making = Process.Start(new ProcessStartInfo(isRoot ? "setpriv" : initdb, isRoot ? [.. user, initdb, .. make] : make) { RedirectStandardOutput = true })!;
        string said = await making.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await making.WaitForExitAsync(TestContext.Current.CancellationToken);
        making.ExitCode.Should().Be(0, said);
        if (authority is not null)
        {
            // The key has to be the server's own, as its data is.
            server.Write("hba", $"hostssl all all all scram-sha-256 {(isMutual ? "clientcert=verify-ca" : "")}\n");
            File.Copy(authority.ServerKey, Path.Combine(server.Folder, "server.key"));
            if (isRoot)
                await Process.Start("chown", ["postgres", Path.Combine(server.Folder, "server.key")]).WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await server.StartAsync();
        // It listens before it is ready.
        string[] ask = ["-q", "-h", "127.0.0.1", "-p", $"{server.Port}"];
        await Wait.UntilAsync(() => Process.Start(ServerProcess.Find("pg_isready"), ask) is var asking && asking.WaitForExit(5000) && asking.ExitCode == 0, () => server.Said);
        return server;
    }
}
