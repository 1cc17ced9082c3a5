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
    // A filter that matches next to nothing makes many short statements and not one that goes through all that ever happened.
    private const long Window = 5_000;

    /// <summary>The last position that there is, or 0. All before it are there as well, and none of them changes any more.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await connection.QuerySingleAsync<long>(new CommandDefinition("select coalesce(max(id), 0) from feed", cancellationToken: cancellation));
    }

    /// <summary>The first events behind a position that match, and where to go on. There are none only when there are none in the whole of the feed.</summary>
    /// <param name="limit">The most that the page holds.</param>
    /// <exception cref="DamagedHistoryException">The next one cannot be read.</exception>
    public async Task<FeedPage> ReadAsync(long after, FeedFilter filter, int limit, CancellationToken cancellation) =>
        await ReadAsync(after, await HeadAsync(cancellation), filter, limit, cancellation);

    /// <inheritdoc cref="ReadAsync(long, FeedFilter, int, CancellationToken)"/>
    /// <param name="head">A position that is there: nothing behind it is looked at.</param>
    public async Task<FeedPage> ReadAsync(long after, long head, FeedFilter filter, int limit, CancellationToken cancellation)
    {
        while (after < head)
        {
            var upTo = filter.Subject is null ? Math.Min(head, after + Window) : head;
            var (sql, parameters) = Statement(after, upTo, filter, limit, database.Sql);
            List<Row> rows;
            await using (var connection = await database.ConnectAsync(cancellation))
            {
                rows = [.. await connection.QueryAsync<Row>(new CommandDefinition(sql, parameters, cancellationToken: cancellation))];
            }

            if (rows.Count > 0)
            {
                return PageOf(rows, next: rows.Count < limit ? upTo : rows[^1].Position);
            }

            after = upTo;
        }

        return new FeedPage([], after);
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
            select f.id as Position, f.owner as Owner, j.persistence_id as PersistenceId, j.sequence_number as Version, j.manifest as Manifest, j.message as Message
            from feed f join journal j on j.ordering = f.ordering {where} order by f.id limit {limit}
            """,
            where.Parameters);
    }

    // What cannot be read (a newer node wrote it, or it is damaged) must not be passed by: readers get what is before it, and then nothing.
    private static FeedPage PageOf(List<Row> rows, long next)
    {
        var events = new List<FeedEvent>();
        foreach (var row in rows)
        {
            if (EventFormat.Read(row.Manifest, row.Message) is StoredEvent stored)
            {
                events.Add(new FeedEvent(row.Position, row.Owner, stored));
            }
            else if (events.Count > 0)
            {
                return new FeedPage(events, events[^1].Position);
            }
            else
            {
                throw new DamagedHistoryException(string.Create(
                    CultureInfo.InvariantCulture, $"The event at position {row.Position} of the feed, {row.PersistenceId}@{row.Version} ('{row.Manifest}'), cannot be read."));
            }
        }

        return new FeedPage(events, next);
    }

    private sealed record Row(long Position, string? Owner, string PersistenceId, long Version, string Manifest, byte[] Message);
}
