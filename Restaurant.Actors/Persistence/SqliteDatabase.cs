using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// The embedded database: one file, <c>restaurant.db</c>, for the journal, the snapshots and the read tables, so that one copy is a
/// whole backup. The directory belongs to one process at a time.
/// </summary>
public sealed class SqliteDatabase : RestaurantDatabase
{
    private const string FileName = "restaurant.db";

    // How long a connection waits for another one's write. Without the pragma the driver sleeps 150 ms per collision; without the
    // timeout it would begin the wait anew for half a minute.
    private const int BusySeconds = 5;
    private const string BusyTimeout = "pragma busy_timeout = 5000; ";

    // An acknowledged command survives a power cut.
    private const string JournalPragmas = BusyTimeout + "pragma synchronous = full;";

    // Rows and offset of the read side fall back together, and the journal still has the events.
    private const string ReadSidePragmas = BusyTimeout + "pragma synchronous = normal;";

    private readonly FileStream _lock;

    private SqliteDatabase(string directory, FileStream directoryLock)
    {
        Name = $"in the data directory '{directory}'";
        _lock = directoryLock;
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, FileName), ForeignKeys = false, DefaultTimeout = BusySeconds }.ToString();
    }

    public string ConnectionString { get; }

    public override string Name { get; }

    public override SqlDialect Sql { get; } = new SqliteDialect();

    public override DataOptions JournalOptions => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, ConnectionString)
        .UseAfterConnectionOpened(
            connection => Set((SqliteConnection)connection, JournalPragmas),
            (connection, _) =>
            {
                Set((SqliteConnection)connection, JournalPragmas);
                return Task.CompletedTask;
            });

    public override string JournalSettings =>
        """
        akka.persistence {
          # The driver has one writer; more of them only wait for each other.
          journal.sql.parallelism = 1
          # Else each read of the plugin takes the write lock.
          journal.sql.read-isolation-level = read-uncommitted
          snapshot-store.sql.read-isolation-level = read-uncommitted
        }
        """;

    /// <summary>Whether there is a database in the directory.</summary>
    public static bool Exists(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <summary>Makes the directory if need be, takes it, and brings the tables up to date.</summary>
    /// <exception cref="UnusableDatabaseException">The directory or the file in it cannot be used.</exception>
    public static SqliteDatabase Open(string directory) => Open(directory, database => database.Prepare());

    /// <summary>Takes a directory whose tables are up to date, and changes nothing in it.</summary>
    /// <inheritdoc cref="Open(string)"/>
    public static SqliteDatabase OpenAsItIs(string directory) => Open(directory, database => database.Demand());

    private static SqliteDatabase Open(string directory, Action<SqliteDatabase> prepare)
    {
        var database = new SqliteDatabase(directory, Lock(directory));
        try
        {
            prepare(database);
            return database;
        }
        catch (SqliteException broken)
        {
            database.Dispose();
            throw new UnusableDatabaseException($"The database {database.Name} cannot be used: {broken.Message}", broken);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            Set(connection, ReadSidePragmas);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Deferred: a transaction that could write would wait for the writers.
    public override Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation) =>
        Task.FromResult<DbTransaction>(((SqliteConnection)connection).BeginTransaction(deferred: true));

    // Every transaction that can write waits for the others.
    public override Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellation) =>
        connection.BeginTransactionAsync(cancellation).AsTask();

    // It has no code of its own.
    public override bool IsOfAnotherShape(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: 1 } && (failure.Message.Contains("no such column", StringComparison.Ordinal) || failure.Message.Contains("no such table", StringComparison.Ordinal));

    // The writers of the journal wait for its end.
    public override int LargestBatch => 500;

    // Whoever waits for the one lock only looks for it now and then, up to 25 ms apart in the first tenth of a second and ever more seldom later, and would
    // hardly find it free.
    public override TimeSpan WritersTurn { get; } = TimeSpan.FromMilliseconds(25);

    // A database of its own, from which the live one is read: tables in the live one would hold up its writers.
    public override async Task<Scratch> OpenScratchAsync(CancellationToken cancellation)
    {
        // An empty name is a temporary file of this connection alone.
        var connection = new SqliteConnection("Data Source=;Pooling=False");
        try
        {
            await connection.OpenAsync(cancellation);
            await connection.ExecuteAsync(BusyTimeout + "attach @path as live", new { path = new SqliteConnectionStringBuilder(ConnectionString).DataSource });
            return new Scratch(connection, await BeginReadAsync(connection, cancellation), Live: "live.", Own: "main.");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override void Dispose()
    {
        // Pooled connections would keep the file open behind the lock.
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    // Busy, out of memory, not read or written, full, not opened.
    protected override bool IsPassing(DbException failure) => failure is SqliteException { SqliteErrorCode: 5 or 7 or 10 or 13 or 14 };

    private static FileStream Lock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(Path.Combine(directory, "restaurant.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UnusableDatabaseException($"The data directory '{directory}' is not writable: {denied.Message}", denied);
        }
        catch (IOException taken)
        {
            throw new UnusableDatabaseException(
                File.Exists(directory) ? $"The data directory '{directory}' is a file."
                : !Directory.Exists(directory) ? $"The data directory '{directory}' cannot be made: {taken.Message}"
                : $"The data directory '{directory}' is used by another process, or is not writable: {taken.Message}",
                taken);
        }
    }

    private void Prepare()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            connection.Open();
            Set(connection, "pragma journal_mode = wal;" + JournalPragmas);
        }

        var scripts = Scripts().PerformUpgrade();
        if (!scripts.Successful)
        {
            throw scripts.Error;
        }
    }

    private void Demand()
    {
        if (Scripts().IsUpgradeRequired())
        {
            throw new UnusableDatabaseException($"The tables of the database {Name} are not those of this program. Start it once: it makes them.");
        }
    }

    private UpgradeEngine Scripts() =>
        DeployChanges.To
            .SqliteDatabase(ConnectionString)
            .WithScriptsEmbeddedInAssembly(
                typeof(SqliteDatabase).Assembly, name => name.StartsWith("Restaurant.Actors.Persistence.Scripts.", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build();

    private static void Set(SqliteConnection connection, string pragmas)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }
}
