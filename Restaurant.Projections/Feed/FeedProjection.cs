using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;
using static Restaurant.Actors.Orders.OrderEvent;

namespace Restaurant.Projections.Feed;

/// <summary>
/// Gives each event its place among all events: the next one, in the transaction that says that the group has applied it. Only one copy of the group can commit, one batch after the other: so whoever sees a
/// position sees all before it, and what it saw once never changes.
/// </summary>
public sealed class FeedProjection : IProjection
{
    public string Name => "feed";

    public int Version => 1;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = Catalog.All;

    public IReadOnlyList<ReadTable> Tables { get; } = [FeedRow.Table];

    public string Ddl(string suffix) =>
        $"""
        create table feed{suffix}
        (
            id             integer not null primary key,
            ordering       integer not null,
            persistence_id text    not null,
            version        integer not null,
            type           text    not null,
            subject        text    not null,
            owner          text
        );
        create unique index feed{suffix}_of_aggregate on feed{suffix} (persistence_id, version);
        create index feed{suffix}_of_subject on feed{suffix} (subject, id);
        """;

    /// <summary>Also of an aggregate that only a newer program knows: its events are parked until one runs the group, and so not passed by for ever.</summary>
    public bool Takes(JournalRow row) => true;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var last = (await transaction.QueryAsync<long>($"select coalesce(max(id), 0) from feed{transaction.Suffix}", new { }, cancellation)).Single();
        var owners = await OwnersAsync(transaction, rows, cancellation);
        var made = new List<FeedRow>();
        foreach (var row in rows)
        {
            // What is passed over has no place.
            if (row.Event is not StoredEvent stored)
            {
                continue;
            }

            if (OwnerOf(stored) is { } said)
            {
                owners[row.PersistenceId] = said;
            }

            made.Add(new FeedRow
            {
                Id = ++last,
                Ordering = row.Ordering,
                PersistenceId = row.PersistenceId,
                Version = row.Version,
                Type = FeedTypes.KindOf(stored.Data),
                Subject = stored.AggregateId,
                Owner = owners.GetValueOrDefault(row.PersistenceId),
            });
        }

        await transaction.InsertAsync(FeedRow.Table, made, cancellation);
    }

    // Whose an order is, is said by its first event, and not by each that follows. Where that one is passed over, nobody knows.
    private static async Task<Dictionary<string, string?>> OwnersAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        string[] later = [.. rows.Where(row => row.Version > 1 && row.Event is StoredEvent { Data: OrderEvent }).Select(row => row.PersistenceId).Distinct()];
        return (await transaction.QueryAsync<(string PersistenceId, string? Owner)>(
            $"select persistence_id, owner from feed{transaction.Suffix} where version = 1 and {transaction.Sql.In("persistence_id", "@ids")}", later, cancellation))
            .ToDictionary(first => first.PersistenceId, first => first.Owner);
    }

    private static string? OwnerOf(StoredEvent stored) => stored.Data switch
    {
        CustomerEvent => stored.AggregateId,
        OrderOpened opened => opened.CustomerId,
        _ => null,
    };
}
