using Restaurant.Actors.Orders;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Orders;

/// <summary>Puts orders together from their rows.</summary>
internal static class OrderRows
{
    public static async Task<IReadOnlyList<Entity<Order>>> LoadAsync(
        ReadModelTransaction transaction, string[] ids, CancellationToken cancellation) =>
        await WithLinesAsync(
            transaction,
            await transaction.QueryAsync<OrderRow>(
                $"select {ReadTable<OrderRow>.Columns("o")} from {transaction.Sql.RowsOf($"orders{transaction.Suffix}", "id", "o")}", ids, cancellation),
            cancellation);

    /// <summary>The orders of these rows, in the same order.</summary>
    public static async Task<IReadOnlyList<Entity<Order>>> WithLinesAsync(
        ReadModelTransaction transaction, IEnumerable<OrderRow> orders, CancellationToken cancellation)
    {
        var rows = orders.ToList();
        return Of(rows, await transaction.QueryAsync<OrderLineRow>(
            $"select {ReadTable<OrderLineRow>.Columns("l")} from {transaction.Sql.RowsOf($"orders_lines{transaction.Suffix}", "order_id", "l")} order by l.order_id, l.position, l.id",
            [.. rows.Select(order => order.Id)],
            cancellation));
    }

    /// <summary>The orders of these rows, in the same order.</summary>
    /// <param name="lines">Of these orders, each order's by position.</param>
    public static IReadOnlyList<Entity<Order>> Of(IEnumerable<OrderRow> orders, IEnumerable<OrderLineRow> lines)
    {
        var linesOf = lines.ToLookup(line => line.OrderId);
        return [.. orders.Select(order => order.ToEntity(linesOf[order.Id]))];
    }
}
