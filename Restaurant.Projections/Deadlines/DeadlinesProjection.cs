using System.Collections.Frozen;
using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Deadlines;

/// <summary>
/// The orders to which something happens by itself when nobody does anything: open ones and placed ones. How long an open order may stay unchanged is a
/// setting, which may be another one tomorrow: the row has the time of the last change, and <see cref="DeadlinesView"/> adds the setting.
/// </summary>
public sealed class DeadlinesProjection : IProjection
{
    // Each event leads to one status, wherever from.
    private static readonly FrozenDictionary<Type, OrderStatus> StatusAfter =
        OrderLifecycle.Table.GroupBy(row => row.Event, row => row.To).ToFrozenDictionary(rows => rows.Key, rows => rows.Distinct().Single());

    private static readonly string Prefix = Catalog.Of<Order>().PersistenceId("");

    public string Name => "deadlines";

    public int Version => 1;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = [Catalog.Of<Order>()];

    public IReadOnlyList<ReadTable> Tables { get; } = [DeadlineRow.Table];

    public string Ddl(string suffix) =>
        $"""
        create table deadlines{suffix}
        (
            id         text    not null primary key,
            changed_at text,
            accept_by  text,
            version    integer not null
        );
        create index deadlines{suffix}_of_open on deadlines{suffix} (changed_at, id) where changed_at is not null;
        create index deadlines{suffix}_of_placed on deadlines{suffix} (accept_by, id) where accept_by is not null;
        """;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var before = (await transaction.QueryAsync<DeadlineRow>(
            $"select {ReadTable<DeadlineRow>.Columns("d")} from {transaction.Sql.RowsOf($"deadlines{transaction.Suffix}", "id", "d")}", EntityFold.IdsOf<Order>(rows), cancellation))
            .ToDictionary(row => row.Id);
        var after = new Dictionary<string, DeadlineRow?>();
        foreach (var row in rows)
        {
            var id = row.PersistenceId[Prefix.Length..];
            after[id] = Next(after.TryGetValue(id, out var changed) ? changed : before.GetValueOrDefault(id), id, row);
        }

        await transaction.ReplaceAsync(DeadlineRow.Table, before.Values, after.Values.OfType<DeadlineRow>(), row => row.Id, cancellation);
    }

    private static DeadlineRow? Next(DeadlineRow? before, string id, JournalRow row)
    {
        switch (row.Event)
        {
            case StoredEvent { Data: OrderEvent happened } stored:
                var after = StatusAfter[happened.GetType()] switch
                {
                    OrderStatus.Open => new DeadlineRow { Id = id, ChangedAt = Timestamps.Format(stored.Timestamp), AcceptBy = null, Version = row.Version },
                    OrderStatus.Placed => new DeadlineRow { Id = id, ChangedAt = null, AcceptBy = Timestamps.Format(((OrderEvent.OrderPlaced)happened).AcceptBy), Version = row.Version },
                    _ => null,
                };
                // An order that is neither has no row, and so no version; none of its later events makes one.
                if (before is not null || after is not null)
                {
                    EntityFold.DemandNext(row, before?.Version ?? 0);
                }

                return after;
            case SkippedEvent:
                return before is null ? null : before with { Version = row.Version };
            default:
                throw new ProjectionFaultException($"The event {row.PersistenceId}@{row.Version} (ordering {row.Ordering}) is none of an order.");
        }
    }
}
