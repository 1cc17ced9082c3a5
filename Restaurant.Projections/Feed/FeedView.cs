using System.Globalization;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Actors.Serialization;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Feed;

/// <summary>The feed as queries answer it: places out of the table, events out of the journal.</summary>
public sealed class FeedView(RestaurantDatabase database)
{
    // A filter that matches next to nothing makes many short statements, between which others have their turn, and not one that goes through all that ever happened.
    private const long Window = 5_000;

    // A page is kept for as long as a slow reader takes to take it.
    private const long MostBytes = 256 * 1024;

    /// <summary>The last position that there is, or 0. All before it are there as well, and none of them changes any more.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.QuerySingleAsync<long>(new CommandDefinition("select coalesce(max(id), 0) from feed", cancellationToken: cancellation));
    }

    /// <summary>The first events that match among the next some thousand behind a position, and where to go on. Only where that is the position itself is there nothing behind it.</summary>
    /// <param name="limit">The most that the page holds. It holds fewer when they are large.</param>
    /// <exception cref="DamagedHistoryException">The next one cannot be read.</exception>
    public async Task<FeedPage> ReadAsync(long after, FeedFilter filter, int limit, CancellationToken cancellation) =>
        await ReadAsync(after, await HeadAsync(cancellation), filter, limit, cancellation);

    /// <inheritdoc cref="ReadAsync(long, FeedFilter, int, CancellationToken)"/>
    /// <param name="head">A position that is there: nothing behind it is looked at.</param>
    public async Task<FeedPage> ReadAsync(long after, long head, FeedFilter filter, int limit, CancellationToken cancellation)
    {
        if (after >= head)
        {
            return new FeedPage([], after);
        }

        var upTo = filter.Subject is null ? Math.Min(head, after + Window) : head;
        var (sql, parameters) = Statement(after, upTo, filter, limit, database.Sql);
        await using var connection = await database.ConnectAsync(cancellation);
        List<Row> rows = [.. await connection.QueryAsync<Row>(new CommandDefinition(sql, parameters, cancellationToken: cancellation))];
        return PageOf(rows, next: rows.Count < limit ? upTo : rows[^1].Position);
    }

    internal static (string Sql, DynamicParameters Parameters) Statement(long after, long upTo, FeedFilter filter, int limit, SqlDialect sql)
    {
        var where = new Conditions();
        where.AddIf(true, "f.id > @after", ("after", after));
        where.AddIf(true, "f.id <= @upTo", ("upTo", upTo));
        where.AddIf(filter.Types.Count > 0, sql.In("f.type", "@kinds"), ("kinds", filter.Types.Select(FeedTypes.KindOf).ToArray()));
        where.AddIf(filter.Subject is not null, "f.subject = @subject", ("subject", filter.Subject));
        return (
            $"""
            select f.id as Position, f.owner as Owner, f.persistence_id as PersistenceId, f.version as Version, j.manifest as Manifest, j.message as Message
            from feed f left join journal j on j.ordering = f.ordering {where} order by f.id limit {limit}
            """,
            where.Parameters);
    }

    // What cannot be read (a newer node wrote it, or it is damaged or gone) must not be passed by: readers get what is before it, and then nothing.
    private static FeedPage PageOf(List<Row> rows, long next)
    {
        var (events, bytes) = (new List<FeedEvent>(), 0L);
        foreach (var row in rows)
        {
            bytes += row.Message?.Length ?? 0;
            var stored = row is { Manifest: { } manifest, Message: { } message } ? EventFormat.Read(manifest, message) as StoredEvent : null;
            if (events.Count > 0 && (stored is null || bytes > MostBytes))
            {
                return new FeedPage(events, events[^1].Position);
            }

            events.Add(new FeedEvent(row.Position, row.Owner, stored ?? throw Unreadable(row)));
        }

        return new FeedPage(events, next);
    }

    private static DamagedHistoryException Unreadable(Row row) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The event at position {row.Position} of the feed, {row.PersistenceId}@{row.Version}{(row.Manifest is null ? "" : $" ('{row.Manifest}')")}, {(row.Manifest is null ? "is gone from the journal" : "cannot be read")}."));

    /// <param name="Manifest">Null when the journal does not have the event.</param>
    private sealed record Row(long Position, string? Owner, string PersistenceId, long Version, string? Manifest, byte[]? Message);
}
