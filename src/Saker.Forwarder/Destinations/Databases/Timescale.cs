using System.Text;
using Npgsql;
using NpgsqlTypes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Databases;

/// <summary>
/// TimescaleDB, and PostgreSQL alike: a row for each alert (https://www.postgresql.org/docs/current/sql-insert.html), in a table that exists, with the
/// columns of Falcosidekick: time, rule, priority, source, output, tags, hostname, and one for each custom and templated field. A batch is one
/// transaction.
/// </summary>
internal sealed class Timescale(DestinationContext context)
    : ClientDestination<NpgsqlDataSource>(context, $"postgres://{context.Settings.Text("host")}:{context.Settings.Text("port")}")
{
    private readonly NpgsqlDataSourceBuilder builder = Builder(context);
    private readonly string host = context.Settings.Text("host");
    private readonly string table = string.Join('.', context.Settings.Text("hypertablename").Split('.').Select(Quoted));
    private readonly string[] added = [.. context.Root.Map("customfields").Keys.Concat(context.Root.Map("templatedfields").Keys).Distinct()];

    public static DestinationDefinition Definition { get; } = new("timescaledb", "TimescaleDB and PostgreSQL", ["host"],
    [
        ConfigKey.Text("host", "Host of the server, or the directory of its socket."),
        ConfigKey.Number("port", "Port of the server.", 5432),
        ConfigKey.Text("user", "User.", "postgres"),
        ConfigKey.Secret("password", "Password; postgres if there is none."),
        ConfigKey.Text("database", "Database.", "falcosidekick"),
        ConfigKey.Text("hypertablename", "Table, with a schema before it where one is needed.", "falcosidekick_events"),
        ConfigKey.Text("sslmode", "disable, prefer or require; require checks the certificate unless checkcert is false.", "prefer"),
    ], context => new Timescale(context))
    { Without = ["customheaders"] };

    public override int MaxBatch => 200;

    public override IEnumerable<string> Hosts => host.StartsWith('/') ? [] : [host];

    protected override Task<NpgsqlDataSource> ConnectAsync(CancellationToken stop) => Task.FromResult(builder.Build());

    protected override async Task SendAsync(NpgsqlDataSource client, IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        await using var connection = await client.OpenConnectionAsync(stop).ConfigureAwait(false);
        // Without a transaction of its own, a batch is one.
        await using var batch = new NpgsqlBatch(connection);
        foreach (var alert in alerts)
            batch.BatchCommands.Add(Insert(alert));
        await batch.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
    }

    /// <summary>https://www.postgresql.org/docs/current/errcodes-appendix.html</summary>
    protected override DeliveryException? Judge(Exception error) => error switch
    {
        // Data that the columns do not take, or constraints that the row breaks.
        PostgresException { SqlState: ['2', '2' or '3', ..] } => Refusal(error),
        // Passwords, and names of what is not there or not allowed.
        PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] or ['4', '2', ..] } => Lasting(error),
        NpgsqlException or ObjectDisposedException => Passing(error),
        _ => null,
    };

    private NpgsqlBatchCommand Insert(ForwardedAlert alert)
    {
        var names = new List<string>();
        var command = new NpgsqlBatchCommand();
        Add("time", new NpgsqlParameter { Value = alert.Time.Date.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        AddText("rule", alert.Rule);
        AddText("priority", alert.PriorityName);
        AddText("source", alert.Source);
        AddText("output", alert.Output);
        if (alert.Tags.Count > 0)
            AddText("tags", string.Join(',', alert.Tags));
        if (alert.Hostname.Length > 0)
            AddText("hostname", alert.Hostname);
        foreach (string field in added)
        {
            if (alert.Field(field) is { } text)
                AddText(field, text);
        }

        command.CommandText = new StringBuilder("INSERT INTO ").Append(table).Append(" (").AppendJoin(", ", names).Append(") VALUES (")
            .AppendJoin(", ", names.Select((_, i) => $"${i + 1}")).Append(')').ToString();
        return command;

        // The server takes a text of unknown type for whatever type the column has.
        void AddText(string name, string value) => Add(name, new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Unknown });

        void Add(string name, NpgsqlParameter value)
        {
            names.Add(Quoted(name));
            command.Parameters.Add(value);
        }
    }

    /// <summary>Names in statements that quote nothing are in small letters; the tables that exist were made by such.</summary>
    private static string Quoted(string name) => $"\"{name.ToLowerInvariant().Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static NpgsqlDataSourceBuilder Builder(DestinationContext context)
    {
        var settings = context.Settings;
        int patience = (int)Math.Max(context.Patience.TotalSeconds, 1);
        var trust = context.Trust().ToClientOptions();
        bool isChecked = trust.RemoteCertificateValidationCallback is not null;
        var builder = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder
        {
            Host = settings.Text("host"),
            Port = context.Port("port"),
            Username = settings.Text("user"),
            Password = settings.Has("password") ? settings.Text("password") : "postgres",
            Database = settings.Text("database"),
            ApplicationName = "Saker",
            Timeout = patience,
            CommandTimeout = patience,
            SslMode = context.Choice("sslmode", ("disable", SslMode.Disable), ("prefer", SslMode.Prefer),
                ("require", isChecked || !settings.Flag("checkcert") ? SslMode.Require : SslMode.VerifyFull)),
        }.ConnectionString);
        builder.UseSslClientAuthenticationOptionsCallback(options =>
        {
            options.RemoteCertificateValidationCallback = trust.RemoteCertificateValidationCallback ?? options.RemoteCertificateValidationCallback;
            options.ClientCertificateContext = trust.ClientCertificateContext;
        });
        return builder;
    }
}
