using Restaurant.Actors.Persistence;
using Restaurant.Projections.Orders;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Kitchen;

/// <summary>
/// What the kitchen has on its hands. The board has no table of its own: it is read off the orders', by an index that holds those alone that are on it,
/// so that it costs what is on it and not what was ever ordered.
/// </summary>
public sealed class KitchenView(RestaurantDatabase database)
{
    // To the letter what the index is made with. SQLite joins in the order of the tables in the text, which begins there.
    private const string OnBoard = "o.placed_at is not null and o.closed_at is null";

    internal static readonly string Orders =
        $"select {ReadTable<OrderRow>.Columns("o")} from orders o where {OnBoard} order by coalesce(o.promised_at, o.accept_by), o.id";

    // Not by the ids of the orders: SQLite takes some thirty thousand parameters, and a bad day has more lines.
    internal static readonly string Lines =
        $"select {ReadTable<OrderLineRow>.Columns("l")} from orders o cross join orders_lines l where {OnBoard} and l.order_id = o.id order by l.position, l.id";

    internal static readonly string Flagged =
        $"select distinct {FlaggedItem.Columns} from orders o cross join orders_lines l cross join menu m where {OnBoard} and l.order_id = o.id and m.id = l.menu_item_id and {FlaggedItem.Condition}";

    /// <summary>All orders that are placed and not closed, by the time that is promised, or until then by the time to accept, and the id.</summary>
    public Task<IReadOnlyList<OrderEntry>> BoardAsync(CancellationToken cancellation) =>
        database.ReadAsync(
            async snapshot => FlaggedItem.OnLines(
                OrderRows.Of(
                    await snapshot.QueryAsync<OrderRow>(Orders, new { }, cancellation),
                    await snapshot.QueryAsync<OrderLineRow>(Lines, new { }, cancellation)),
                await snapshot.QueryAsync<FlaggedItem>(Flagged, new { }, cancellation)),
            cancellation);
}
