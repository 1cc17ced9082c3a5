using System.Data.Common;
using System.Text.Json;
using Dapper;
using Restaurant.Actors.Serialization;

namespace Restaurant.Actors.Persistence;

/// <summary>A row of the journal.</summary>
/// <param name="Ordering">Its place among all rows.</param>
/// <param name="Event">A <see cref="Aggregates.StoredEvent"/> or an <see cref="Aggregates.UnreadableEvent"/>.</param>
public sealed record JournalRow(long Ordering, string PersistenceId, long Version, object Event);

/// <summary>A range of orderings, both ends included.</summary>
public readonly record struct OrderingRange(long First, long Last);

/// <summary>Looks into the journal past Akka: one indexed statement each, for what is asked of single aggregates or single rows.</summary>
public sealed class JournalReader(RestaurantDatabase database)
{
    private const string Columns =
        "ordering as Ordering, persistence_id as PersistenceId, sequence_number as Version, manifest as Manifest, message as Message";

    /// <summary>The rows of one aggregate from version 1 to <paramref name="toVersion"/>, in order.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadAsync(string persistenceId, long toVersion, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return Read(await connection.QueryAsync<StoredRow>(new CommandDefinition(
            $"select {Columns} from journal where persistence_id = @persistenceId and sequence_number <= @toVersion order by sequence_number",
            new { persistenceId, toVersion },
            cancellationToken: cancellation)));
    }

    /// <summary>The rows that lie in any of these ranges, in order, by one statement: one snapshot of the journal.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<OrderingRange> ranges, CancellationToken cancellation) =>
        ranges.Count == 0 ? [] : Read(await connection.QueryAsync<StoredRow>(new CommandDefinition(
            $"select {Columns} from {database.Sql.JournalInRanges} order by ordering",
            new { ranges = Parameter(ranges) },
            transaction,
            cancellationToken: cancellation)));

    /// <summary>The first rows behind an ordering, in order.</summary>
    public async Task<IReadOnlyList<JournalRow>> ReadBehindAsync(long ordering, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await ReadBehindAsync(connection, transaction: null, ordering, limit, cancellation);
    }

    /// <inheritdoc cref="ReadBehindAsync(long, int, CancellationToken)"/>
    public static async Task<IReadOnlyList<JournalRow>> ReadBehindAsync(
        DbConnection connection, DbTransaction? transaction, long ordering, int limit, CancellationToken cancellation) =>
        Read(await connection.QueryAsync<StoredRow>(new CommandDefinition(
            $"select {Columns} from journal where ordering > @ordering order by ordering limit @limit", new { ordering, limit }, transaction, cancellationToken: cancellation)));

    /// <summary>Where the row of this version lies, or null while there is none.</summary>
    public async Task<long?> OrderingOfAsync(string persistenceId, long version, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select ordering from journal where persistence_id = @persistenceId and sequence_number = @version",
            new { persistenceId, version },
            cancellationToken: cancellation));
    }

    /// <summary>The highest ordering, or 0 while the journal is empty.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await HeadAsync(connection, transaction: null, cancellation);
    }

    /// <inheritdoc cref="HeadAsync(CancellationToken)"/>
    public static Task<long> HeadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellation) =>
        connection.QuerySingleAsync<long>(new CommandDefinition("select coalesce(max(ordering), 0) from journal", transaction: transaction, cancellationToken: cancellation));

    /// <summary>When the oldest of these was written: the first row behind an ordering, and the rows in ranges before it. Null when there is none.</summary>
    public async Task<DateTimeOffset?> OldestAsync(
        DbConnection connection, DbTransaction? transaction, long afterOrdering, IReadOnlyList<OrderingRange> ranges, CancellationToken cancellation)
    {
        // Behind the ordering there may be millions; only the first of them is looked at.
        var ticks = await connection.QuerySingleAsync<long?>(new CommandDefinition(
            $"""
            select min(created) from
            (
                select created from (select created from journal where ordering > @afterOrdering order by ordering limit 1) first
                union all
                select created from {database.Sql.JournalInRanges}
            ) candidates
            """,
            new { afterOrdering, ranges = Parameter(ranges) },
            transaction,
            cancellationToken: cancellation));
        return ticks is { } written ? new DateTimeOffset(written, TimeSpan.Zero) : null;
    }

    // One parameter: conditions in the text would be limited in number.
    private static string Parameter(IReadOnlyList<OrderingRange> ranges) => JsonSerializer.Serialize(ranges.Select(range => new[] { range.First, range.Last }));

    private static JournalRow[] Read(IEnumerable<StoredRow> rows) =>
        [.. rows.Select(row => new JournalRow(row.Ordering, row.PersistenceId, row.Version, EventFormat.Read(row.Manifest, row.Message)))];

    private sealed record StoredRow(long Ordering, string PersistenceId, long Version, string Manifest, byte[] Message);
}
