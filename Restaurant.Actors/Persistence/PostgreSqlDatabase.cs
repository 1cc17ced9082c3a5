using System.Data;
using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Postgresql;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;
using Restaurant.Actors.Persistence.Batched;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// A PostgreSQL database, which any number of nodes share: the journal in the schema <c>public</c>, the read tables in <c>read</c>.
/// All connections of a node come from one pool, but those of the batched journal.
/// </summary>
public sealed class PostgreSqlDatabase : RestaurantDatabase
{
    // Advisory locks that the nodes of one database have in common.
    private const long ScriptsLock = 7_370_001;
    private const long ExclusiveLock = 7_370_002;

    // What the given settings may change. Three nodes together stay below the hundred connections that a server allows by default. A server
    // that is silent is given up as soon as a command is. A node that is frozen in the middle of a transaction would hold up, for as long as it
    // is, whoever takes over from it: the server ends it, since we are never silent for long. To compile a statement takes 300 ms, and ours
    // are short: the server does it by what it guesses of their length, and guesses high for gaps. What a connection has asked several times it
    // prepares, and the server no longer parses it anew; it plans it anew, since tables that are small today are large tomorrow. Nothing that we set outlives
    // its transaction: there is nothing to reset.
    private const string Defaults =
        "Maximum Pool Size=22;Timeout=5;Command Timeout=10;Cancellation Timeout=-1;Max Auto Prepare=50;No Reset On Close=true;Application Name=restaurant;"
        + "Options=-c jit=off -c plan_cache_mode=force_custom_plan -c idle_in_transaction_session_timeout=10s;";

    private readonly NpgsqlDataSource _source;
    private readonly Lazy<NpgsqlDataSource> _journal;

    private PostgreSqlDatabase(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(Defaults + connectionString) { SearchPath = "read, public" };
        Name = $"'{given.Database ?? given.Username}' on {given.Host}:{given.Port}";
        // The name stands beside the driver's metrics; without one the connection string would.
        _source = new NpgsqlDataSourceBuilder(given.ConnectionString) { Name = "restaurant" }.Build();
        _journal = new Lazy<NpgsqlDataSource>(() => new NpgsqlDataSourceBuilder(OfTheBatchedJournal(given).ConnectionString) { Name = "restaurant-journal" }.Build());
        JournalOptions = new DataOptions()
            .UseConnectionString(ProviderName.PostgreSQL15, given.ConnectionString)
            .UseConnectionFactory(PostgreSQLTools.GetDataProvider(PostgreSQLVersion.v15), _ => _source.CreateConnection())
            // Batches go in by COPY.
            .WithOptions<PostgreSQLOptions>(options => options with { BulkCopyType = BulkCopyType.ProviderSpecific });
    }

    public override string Name { get; }

    public override SqlDialect Sql { get; } = new PostgreSqlDialect();

    public override DataOptions JournalOptions { get; }

    public override string JournalSettings =>
        """
        akka.persistence.journal.sql {
          # More writers make smaller batches.
          parallelism = 2
          # A batch of more rows than this goes in by COPY.
          max-row-by-row-size = 1
        }
        """;

    /// <summary>Has the actor system write and read the journal in batches (<see cref="BatchedJournal"/>): HOCON, and what it goes with.</summary>
    public (string Settings, BatchedJournalSetup Setup) BatchedJournal => (
        $"""
        akka.persistence.journal.sql.class = "{typeof(BatchedJournal).FullName}, {typeof(BatchedJournal).Assembly.GetName().Name}"
        # So many are read by one statement.
        akka.persistence.max-concurrent-recoveries = {RecoveryReader.MostAtOnce}
        """,
        new BatchedJournalSetup(_journal.Value));

    /// <summary>Connects, and brings the tables up to date. Nodes may do so together.</summary>
    /// <param name="connectionString">As Npgsql understands it; see <see cref="DemandConnectionString"/>.</param>
    /// <exception cref="UnreachableDatabaseException">The server does not answer, or has no connection to spare.</exception>
    /// <exception cref="UnusableDatabaseException">The server refuses, or the database is not fit for this program.</exception>
    public static Task<PostgreSqlDatabase> OpenAsync(string connectionString, CancellationToken cancellation) => OpenAsync(connectionString, database => database.PrepareAsync(cancellation));

    /// <summary>Connects to tables that are up to date, and changes nothing.</summary>
    /// <inheritdoc cref="OpenAsync(string, CancellationToken)"/>
    public static Task<PostgreSqlDatabase> OpenAsItIsAsync(string connectionString, CancellationToken cancellation) => OpenAsync(connectionString, database => database.DemandAsync(cancellation));

    private static async Task<PostgreSqlDatabase> OpenAsync(string connectionString, Func<PostgreSqlDatabase, Task> prepare)
    {
        var database = new PostgreSqlDatabase(connectionString);
        try
        {
            await prepare(database);
            return database;
        }
        catch (Exception failure)
        {
            database.Dispose();
            throw failure switch
            {
                _ when database.IsPassing(failure) => new UnreachableDatabaseException($"The database {database.Name} does not answer: {Reason(failure)}", failure),
                DbException => new UnusableDatabaseException($"The database {database.Name} cannot be used: {Reason(failure)}", failure),
                _ => failure,
            };
        }
    }

    /// <exception cref="ArgumentException">It is none. The message does not repeat it: it may hold a password.</exception>
    public static void DemandConnectionString(string text)
    {
        if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host))
        {
            throw new ArgumentException("it names no host");
        }
    }

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation) => await _source.OpenConnectionAsync(cancellation);

    public override async Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);

    public override async Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(@key)", new { key = ExclusiveLock }, transaction, cancellationToken: cancellation));
        return transaction;
    }

    public override Task WaitBrieflyForLocksAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("set local lock_timeout = '200ms'", transaction: transaction, cancellationToken: cancellation));

    // A lock takes no snapshot, so that what is seen behind it is what it holds.
    public override Task HoldTablesAsync(IReadOnlyList<string> tables, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition($"lock table {string.Join(", ", tables)} in access share mode", transaction: transaction, cancellationToken: cancellation));

    // The last: a statement that was prepared for columns of other types.
    public override bool IsOfAnotherShape(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.FeatureNotSupported };

    public override bool IsHeldUp(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    public override async Task<Scratch> OpenScratchAsync(CancellationToken cancellation)
    {
        var connection = await ConnectAsync(cancellation);
        try
        {
            var transaction = await BeginReadAsync(connection, cancellation);
            // What is made without a schema is made in the first of these: temporary, and gone with the transaction, which never commits.
            await connection.ExecuteAsync(new CommandDefinition(
                "set local search_path = pg_temp, read, public", transaction: transaction, cancellationToken: cancellation));
            return new Scratch(connection, transaction, Live: "read.", Own: "pg_temp.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The machine of a server that says nothing may be gone, and its name be another one's: each connection would be found dead only in its own time.
    public override void Distrust(Exception failure)
    {
        if (failure.GetBaseException() is not (PostgresException or OverloadedException))
        {
            _source.Clear();
            if (_journal.IsValueCreated)
            {
                _journal.Value.Clear();
            }
        }
    }

    public override void Dispose()
    {
        _source.Dispose();
        if (_journal.IsValueCreated)
        {
            _journal.Value.Dispose();
        }
    }

    // 25P03: the server has ended a transaction that was silent, as all are while it is frozen itself.
    protected override bool IsPassing(DbException failure) =>
        failure.IsTransient
        || failure is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.ReadOnlySqlTransaction or "25P03" };

    // It has two statements: each is prepared and planned once for a connection, always by the index, however small the table was then, and leaves nothing behind that has
    // to be reset. What a silent server holds is given up when the aggregates have, and half of the connections go on meanwhile.
    private static NpgsqlConnectionStringBuilder OfTheBatchedJournal(NpgsqlConnectionStringBuilder given) => new(given.ConnectionString)
    {
        MinPoolSize = 0,
        MaxPoolSize = 8,
        CommandTimeout = 5,
        MaxAutoPrepare = Math.Min(given.MaxAutoPrepare, 4),
        AutoPrepareMinUsages = 1,
        NoResetOnClose = true,
        Options = $"{given.Options} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
    };

    private async Task DemandAsync(CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        if (await Task.Run(() => Scripts().IsUpgradeRequired(), cancellation))
        {
            throw new UnusableDatabaseException($"The tables of the database {Name} are not those of this program. Start it once: it makes them.");
        }

        await DemandJournalAsync(connection);
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation);
        if (await connection.QuerySingleAsync<bool>("select pg_is_in_recovery()"))
        {
            throw new UnusableDatabaseException($"The database {Name} is a standby: it takes no writes, and shows them late. Name the primary.");
        }

        await connection.ExecuteAsync("select pg_advisory_lock(@key)", new { key = ScriptsLock }, commandTimeout: 0);
        try
        {
            await DemandOwnAsync(connection);
            await Task.Run(RunScripts, cancellation);
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@key)", new { key = ScriptsLock });
        }

        await DemandJournalAsync(connection);
    }

    // Before the first script: the later ones would find out when tables of ours lie among those of somebody else.
    private async Task DemandOwnAsync(NpgsqlConnection connection)
    {
        var others = await connection.QuerySingleAsync<string?>(
            """
            select string_agg(name, ', ' order by name) from
            (
                select 'the table ' || tablename as name from pg_catalog.pg_tables where schemaname = 'public' and tablename in ('journal', 'snapshot', 'pinned_setting', 'node_report')
                union all
                select 'the schema ' || nspname from pg_catalog.pg_namespace where nspname = 'read'
            ) found
            where to_regclass('public.schemaversions') is null
            """);
        if (others is not null)
        {
            throw new UnusableDatabaseException($"The database {Name} is another program's: it has {others}, and no schemaversions. Give this program a database of its own.");
        }
    }

    private void RunScripts()
    {
        var scripts = Scripts().PerformUpgrade();
        if (!scripts.Successful)
        {
            throw scripts.Error;
        }
    }

    private UpgradeEngine Scripts()
    {
        var engine = DeployChanges.To
            .PostgresqlDatabase(new PostgresqlConnectionManager(_source))
            .JournalToPostgresqlTable("public", "schemaversions")
            .WithScriptsEmbeddedInAssembly(typeof(PostgreSqlDatabase).Assembly, name => name.StartsWith("Restaurant.PostgreSql.", StringComparison.Ordinal))
            .WithTransactionPerScript()
            // A script that makes an index may take long.
            .WithExecutionTimeout(TimeSpan.FromHours(1))
            .LogTo(new NoOpUpgradeLog())
            .Build();
        if (engine.GetExecutedButNotDiscoveredScripts() is [.., var unknown])
        {
            throw new UnusableDatabaseException($"The database {Name} is newer than this program, or another one's: it has been given the script {unknown}.");
        }

        return engine;
    }

    // Without these, rows would be written that the read side misses.
    private async Task DemandJournalAsync(NpgsqlConnection connection)
    {
        await connection.ExecuteAsync(
            "select ordering, created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid from public.journal limit 0");
        var cached = await connection.QuerySingleOrDefaultAsync<long?>(
            "select seqcache from pg_catalog.pg_sequence where seqrelid = pg_get_serial_sequence('public.journal', 'ordering')::regclass");
        if (cached != 1)
        {
            throw new UnusableDatabaseException(
                $"The database {Name} cannot be used: the sequence of public.journal.ordering has {(cached is null ? "no CACHE, since there is none" : $"CACHE {cached}")}; needed is CACHE 1.");
        }
    }
}
