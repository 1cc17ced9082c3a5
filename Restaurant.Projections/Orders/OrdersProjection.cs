using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Orders;

/// <summary>Each order as its events add up.</summary>
public sealed class OrdersProjection : IProjection
{
    public string Name => "orders";

    public int Version => 2;

    public IReadOnlyList<AggregateDefinition> Aggregates { get; } = [Catalog.Of<Order>()];

    public IReadOnlyList<ReadTable> Tables { get; } = [OrderRow.Table, OrderLineRow.Table];

    public string Ddl(string suffix) =>
        $"""
        create table orders{suffix}
        (
            id                text    not null primary key,
            number            text    not null,
            customer_id       text    not null,
            customer_known    boolean not null,
            status            text    not null,
            address_id        text,
            address_nick_name text,
            address_location  text,
            total             integer not null,
            currency          text    not null,
            note              text,
            opened_at         text    not null,
            changed_at        text    not null,
            placed_at         text,
            accept_by         text,
            accepted_at       text,
            promised_at       text,
            preparing_at      text,
            ready_at          text,
            dispatched_at     text,
            courier           text,
            closed_at         text,
            close_reason      text,
            version           integer not null
        );
        create index orders{suffix}_newest on orders{suffix} (opened_at, id);
        create index orders{suffix}_of_customer on orders{suffix} (customer_id, opened_at, id);
        create index orders{suffix}_by_status on orders{suffix} (status, opened_at, id);
        create index orders{suffix}_by_number on orders{suffix} (number, opened_at, id);
        create index orders{suffix}_on_board on orders{suffix} (coalesce(promised_at, accept_by), id) where placed_at is not null and closed_at is null;

        create table orders_lines{suffix}
        (
            order_id          text    not null,
            id                text    not null,
            position          integer not null,
            menu_item_id      text    not null,
            description       text    not null,
            quantity          integer not null,
            price             integer not null,
            sub_total         integer not null,
            menu_item_version integer not null,
            quoted_at         text    not null,
            primary key (order_id, id)
        );
        """;

    public async Task ApplyAsync(ReadModelTransaction transaction, IReadOnlyList<JournalRow> rows, CancellationToken cancellation)
    {
        var before = (await OrderRows.LoadAsync(transaction, EntityFold.IdsOf<Order>(rows), cancellation)).ToDictionary(order => order.State.Id);
        var after = EntityFold.Evolve<Order, OrderEvent>(rows, before, Order.Evolve);
        var changed = after.Values.Select(order => (Before: before.GetValueOrDefault(order.State.Id)?.State, After: order.State)).ToList();

        await transaction.UpsertAsync(OrderRow.Table, after.Values.Select(OrderRow.Of), cancellation);
        await transaction.ReplaceAsync(
            OrderLineRow.Table,
            changed.SelectMany(order => OrderLineRow.OfWhatDiffers(order.Before, order.After)),
            changed.SelectMany(order => OrderLineRow.OfWhatDiffers(order.After, order.Before)),
            line => (line.OrderId, line.Id),
            cancellation);
    }
}
