using Dapper;
using DbUp;
using DbUp.Engine.Output;
using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Restaurant.Actors.Persistence;

/// <summary>
/// The embedded database: one file, <c>restaurant.db</c>, for the journal, the snapshots and the read tables, so that one copy is a
/// whole backup. The directory belongs to one process at a time.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    // How long a connection waits for another one's write. Without the pragma the driver sleeps 150 ms per collision; without the
    // timeout it would begin the wait anew for half a minute.
    private const int BusySeconds = 5;
    private const string BusyTimeout = "pragma busy_timeout = 5000; ";

    // An acknowledged command survives a power cut.
    private const string JournalPragmas = BusyTimeout + "pragma synchronous = full;";

    // Rows and offset of the read side fall back together, and the journal still has the events.
    private const string ReadSidePragmas = BusyTimeout + "pragma synchronous = normal;";

    private readonly FileStream _lock;

    private SqliteDatabase(string path, FileStream directoryLock)
    {
        _lock = directoryLock;
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = false, DefaultTimeout = BusySeconds }.ToString();
    }

    public string ConnectionString { get; }

    /// <summary>What the journal plugin opens its connections with.</summary>
    public DataOptions JournalOptions => new DataOptions()
        .UseConnectionString(ProviderName.SQLiteMS, ConnectionString)
        .UseAfterConnectionOpened(
            connection => Set((SqliteConnection)connection, JournalPragmas),
            (connection, _) =>
            {
                Set((SqliteConnection)connection, JournalPragmas);
                return Task.CompletedTask;
            });

    /// <summary>Makes the directory if need be, takes it, and brings the tables up to date.</summary>
    /// <exception cref="DataDirectoryException">The directory or the file in it cannot be used.</exception>
    public static SqliteDatabase Open(string directory)
    {
        var database = new SqliteDatabase(Path.Combine(directory, "restaurant.db"), Lock(directory));
        try
        {
            database.Prepare();
            return database;
        }
        catch (SqliteException broken)
        {
            database.Dispose();
            throw new DataDirectoryException($"The database in the data directory '{directory}' cannot be used: {broken.Message}", broken);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>An open connection for the read side. The caller disposes of it.</summary>
    public async Task<SqliteConnection> ConnectAsync(CancellationToken cancellation)
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

    /// <summary>
    /// Stores a setting that the data depends on the first time, and compares it every other time.
    /// </summary>
    /// <returns>The stored value, which differs from <paramref name="value"/> when the setting was changed.</returns>
    public async Task<string> PinAsync(string name, string value, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into pinned_setting (name, value) values (@name, @value) on conflict (name) do nothing", new { name, value });
        return await connection.QuerySingleAsync<string>("select value from pinned_setting where name = @name", new { name });
    }

    public async Task RepinAsync(string name, string value, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await connection.ExecuteAsync("update pinned_setting set value = @value where name = @name", new { name, value });
    }

    /// <summary>Whether the journal has events of any of these aggregates.</summary>
    public async Task<bool> HasEventsAsync(IReadOnlyList<string> aggregates, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        foreach (var aggregate in aggregates)
        {
            // A range and not a pattern: it is found in the index. After the hyphen comes the full stop, in ASCII.
            if (await connection.ExecuteScalarAsync<bool>(
                "select exists (select 1 from journal where persistence_id > @from and persistence_id < @to)", new { from = $"{aggregate}-", to = $"{aggregate}." }))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        // Pooled connections would keep the file open behind the lock.
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    private static FileStream Lock(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return new FileStream(Path.Combine(directory, "restaurant.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new DataDirectoryException($"The data directory '{directory}' is not writable: {denied.Message}", denied);
        }
        catch (IOException taken)
        {
            throw new DataDirectoryException(
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

        var scripts = DeployChanges.To
            .SqliteDatabase(ConnectionString)
            .WithScriptsEmbeddedInAssembly(typeof(SqliteDatabase).Assembly)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!scripts.Successful)
        {
            throw scripts.Error;
        }
    }

    private static void Set(SqliteConnection connection, string pragmas)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }
}

/// <summary>The data directory cannot be used. The message says which and why, in one line.</summary>
public sealed class DataDirectoryException(string message, Exception cause) : Exception(message, cause);
