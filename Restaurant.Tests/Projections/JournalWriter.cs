using System.Data.Common;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Actors.Serialization;

namespace Restaurant.Tests.Projections;

/// <summary>Puts events into the journal as the write side does, without its actors; a test can also say under which numbers.</summary>
public sealed class JournalWriter(RestaurantDatabase database)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, long> _versions = [];
    private long _written;

    /// <summary>The next event of an aggregate, as it will be stored; it takes its version and its time, a second after the one before.</summary>
    public Row Next(string aggregateId, DomainEvent happened)
    {
        var persistenceId = (happened switch
        {
            MenuEvent => "menu-item-",
            CustomerEvent => "customer-",
            OrderEvent => "order-",
            _ => throw new InvalidOperationException(happened.GetType().Name),
        }) + aggregateId;
        var version = _versions[persistenceId] = _versions.GetValueOrDefault(persistenceId) + 1;
        return new Row(persistenceId, new StoredEvent(
            Guid.CreateVersion7(), aggregateId, version, Start.AddSeconds(_written++), CommandId: $"{_written}", CorrelationId: "test", CausationId: $"{_written}",
            new Caller(CallerKind.Staff), Hash: default, happened));
    }

    /// <summary>Stores events in one transaction, each under the next number.</summary>
    public Task<IReadOnlyList<JournalRow>> AppendAsync(params (string AggregateId, DomainEvent Happened)[] events) =>
        StoreAsync([.. events.Select(next => (Next(next.AggregateId, next.Happened), (long?)null))]);

    /// <summary>Stores rows in one transaction, under given numbers where there are any.</summary>
    public async Task<IReadOnlyList<JournalRow>> StoreAsync(params (Row Row, long? Ordering)[] rows)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var stored = new List<JournalRow>();
        foreach (var (row, ordering) in rows)
        {
            stored.Add(new JournalRow(
                await InsertAsync(connection, transaction, row, EventFormat.Manifest(row.Event.Data), EventFormat.Write(row.Event), ordering),
                row.PersistenceId,
                row.Event.Version,
                row.Event));
        }

        await transaction.CommitAsync();
        return stored;
    }

    /// <summary>Stores a row that no program can read.</summary>
    public async Task<JournalRow> StoreUnreadableAsync(Row row)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var ordering = await InsertAsync(connection, transaction, row, "fromTheFuture:9", "{"u8.ToArray(), null);
        await transaction.CommitAsync();
        return new JournalRow(ordering, row.PersistenceId, row.Event.Version, EventFormat.Read("fromTheFuture:9", "{"u8.ToArray()));
    }

    /// <summary>Stores a row under the next number, and leaves its transaction open. It ends with its database at the latest.</summary>
    public async Task<DbTransaction> BeginAsync(Row row)
    {
        var connection = await database.ConnectAsync(CancellationToken.None);
        var transaction = await connection.BeginTransactionAsync();
        if (database is PostgreSqlDatabase)
        {
            // Ours would be ended; others write as well.
            await connection.ExecuteAsync("set local idle_in_transaction_session_timeout = 0", transaction: transaction);
        }

        await InsertAsync(connection, transaction, row);
        return transaction;
    }

    /// <summary>Stores a row under the next number, in a transaction of the caller's.</summary>
    public Task<long> InsertAsync(DbConnection connection, DbTransaction transaction, Row row) =>
        InsertAsync(connection, transaction, row, EventFormat.Manifest(row.Event.Data), EventFormat.Write(row.Event), null);

    private async Task<long> InsertAsync(DbConnection connection, DbTransaction transaction, Row row, string manifest, byte[] message, long? ordering)
    {
        // PostgreSQL gives out the numbers itself; whoever brings one says that it is meant so, and lets the sequence go on behind it.
        var (column, value, meant) = ordering is null ? ("", "", "")
            : ("ordering, ", "@ordering, ", database is PostgreSqlDatabase ? "overriding system value" : "");
        var stored = await connection.ExecuteScalarAsync<long>(
            $"""
            insert into journal ({column}created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid) {meant}
            values ({value}@created, false, @PersistenceId, @version, @message, null, @manifest, @serializer, 'test')
            returning ordering
            """,
            new { ordering, created = row.Event.Timestamp.UtcTicks, row.PersistenceId, version = row.Event.Version, message, manifest, serializer = RestaurantSerializer.Id },
            transaction);
        if (meant.Length > 0)
        {
            await connection.ExecuteAsync(
                "select setval('public.journal_ordering_seq', greatest(@stored, last_value)) from public.journal_ordering_seq", new { stored }, transaction);
        }

        return stored;
    }

    /// <summary>A row before it is stored.</summary>
    public sealed record Row(string PersistenceId, StoredEvent Event);
}
