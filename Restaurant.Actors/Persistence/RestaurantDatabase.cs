using System.Data.Common;
using System.Net.Sockets;
using Akka.Pattern;
using Akka.Persistence;
using Dapper;
using LinqToDB;
using Npgsql;

namespace Restaurant.Actors.Persistence;

/// <summary>The database that holds the journal, the snapshots, the read tables, and the settings that they depend on.</summary>
public abstract class RestaurantDatabase : IDisposable
{
    /// <summary>As messages name it, behind "The database".</summary>
    public abstract string Name { get; }

    /// <summary>What differs in the texts of statements.</summary>
    public abstract SqlDialect Sql { get; }

    /// <summary>What the journal plugin opens its connections with.</summary>
    public abstract DataOptions JournalOptions { get; }

    /// <summary>What it changes of the journal plugin's settings: HOCON.</summary>
    public abstract string JournalSettings { get; }

    /// <summary>An open connection for the read side. The caller disposes of it.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>A transaction that reads with all its statements what was there at one moment, and holds up no writer.</summary>
    public abstract Task<DbTransaction> BeginReadAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>A transaction that waits for the end of every other one of this kind, on whichever node.</summary>
    public abstract Task<DbTransaction> BeginExclusiveAsync(DbConnection connection, CancellationToken cancellation);

    /// <summary>How many events are applied by one transaction at most, which costs some fifteen ways to the server however many there are.</summary>
    public virtual int LargestBatch => 2_000;

    /// <summary>For how long whoever writes much pauses between two transactions, so that others come to write as well. Nothing where they need not wait for each other.</summary>
    public virtual TimeSpan WritersTurn => TimeSpan.Zero;

    /// <summary>Has the transaction give up soon when others hold what it wants for itself: whoever comes after it would wait behind it.</summary>
    /// <seealso cref="IsHeldUp"/>
    public virtual Task WaitBrieflyForLocksAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether it has given up for that reason.</summary>
    public virtual bool IsHeldUp(Exception failure) => false;

    /// <summary>Sees to it that these tables stay what they are until the transaction ends. It comes before all else in it: what is read then is not older.</summary>
    public virtual Task HoldTablesAsync(IReadOnlyList<string> tables, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Whether a table or a column that a statement names is not there.</summary>
    public abstract bool IsOfAnotherShape(DbException failure);

    /// <summary>One moment of the database, beside room for tables of the caller's own.</summary>
    public abstract Task<Scratch> OpenScratchAsync(CancellationToken cancellation);

    /// <summary>Lets go of connections that are at rest where this failure says that they may be dead.</summary>
    public virtual void Distrust(Exception failure)
    {
    }

    public abstract void Dispose();

    /// <summary>Whether what failed can pass without anyone mending the program, its settings or the data: then it is worth to try again.</summary>
    public bool IsPassing(Exception failure) => failure switch
    {
        // The last three are a statement that was given up after its time, a journal that has not read an aggregate's events in time, and more work than is taken.
        OpenCircuitException or SocketException or TimeoutException or OperationCanceledException or RecoveryTimedOutException or OverloadedException => true,
        DbException database when IsPassing(database) => true,
        // A transaction that could not be rolled back either.
        AggregateException several => several.InnerExceptions.Any(cause => IsPassing(cause)),
        _ => failure.InnerException is { } cause && IsPassing(cause),
    };

    /// <summary>Why it failed, as a message names it.</summary>
    public static string Reason(Exception failure) => failure.GetBaseException() switch
    {
        PostgresException refused => refused.MessageText,
        // By itself it only says that time was up.
        TimeoutException late when failure != late => $"{failure.Message.TrimEnd('.')}: {late.Message}",
        // What came first.
        AggregateException several => Reason(several.InnerExceptions[^1]),
        var cause => cause.Message,
    };

    /// <inheritdoc cref="IsPassing(Exception)"/>
    protected abstract bool IsPassing(DbException failure);

    /// <summary>
    /// Stores a setting that the data depends on the first time, and compares it every other time.
    /// </summary>
    /// <returns>The stored value, which differs from <paramref name="value"/> when the setting was changed.</returns>
    public async Task<string> PinAsync(string name, string value, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into pinned_setting (name, value) values (@name, @value) on conflict (name) do nothing", new { name, value }, cancellationToken: cancellation));
        return await connection.QuerySingleAsync<string>(new CommandDefinition("select value from pinned_setting where name = @name", new { name }, cancellationToken: cancellation));
    }

    public async Task RepinAsync(string name, string value, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition("update pinned_setting set value = @value where name = @name", new { name, value }, cancellationToken: cancellation));
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
}
