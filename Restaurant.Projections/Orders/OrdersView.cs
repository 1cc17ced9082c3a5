using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;

namespace Restaurant.Projections.Orders;

/// <summary>Orders as queries answer them.</summary>
public sealed class OrdersView(RestaurantDatabase database) : IDisposable
{
    private const string NewestFirst = "-openedAt";

    private readonly OrderLookup _lookup = new(database);

    /// <returns>Null when there is no order of this id.</returns>
    /// <exception cref="OverloadedException">Too many wait already, or it takes too long.</exception>
    public Task<OrderEntry?> FindAsync(string id, CancellationToken cancellation) => _lookup.FindAsync(id, cancellation);

    /// <summary>The newest first, by the time of opening and the id.</summary>
    /// <exception cref="CursorMismatchException">The cursor is one of another list.</exception>
    public Task<Page<OrderEntry>> ListAsync(OrderQuery query, CancellationToken cancellation)
    {
        Cursor.Demand(query.After, NewestFirst);
        var (sql, parameters) = Statement(query);
        return database.ReadAsync(
            async snapshot =>
            {
                var rows = Page<OrderRow>.Of(
                    [.. await snapshot.QueryAsync<OrderRow>(sql, parameters, cancellation)], query.Limit, last => new Cursor(NewestFirst, last.OpenedAt, last.Id));
                return new Page<OrderEntry>(
                    await WithFlagsAsync(snapshot, await OrderRows.WithLinesAsync(snapshot, rows.Items, cancellation), cancellation), rows.Next);
            },
            cancellation);
    }

    public void Dispose() => _lookup.Dispose();

    internal static (string Sql, DynamicParameters Parameters) Statement(OrderQuery query)
    {
        var where = new Conditions();
        where.AddIf(query.CustomerId is not null, "o.customer_id = @customer", ("customer", query.CustomerId));
        where.AddIf(query.Number is not null, "o.number = @number", ("number", query.Number));
        where.AddIf(query.From is not null, "o.opened_at >= @from", ("from", Time.Bound(query.From)));
        where.AddIf(query.To is not null, "o.opened_at < @to", ("to", Time.Bound(query.To)));
        where.AddIf(query.After is not null, "(o.opened_at, o.id) < (@key, @id)", ("key", query.After?.Key), ("id", query.After?.Id));

        // With several statuses, a query for each: the index has the orders of one status in the list's order, but not those of several together.
        var columns = ReadTable<OrderRow>.Columns("o");
        var byStatus = query.Statuses.Distinct().Select(status => where.And($"o.status = '{CamelCase.Name(status)}'")).ToList();
        var sql = byStatus.Count > 1
            ? Newest(columns, $"({string.Join(" union all ", byStatus.Select(each => $"select * from ({Newest("o.*", "orders", each)}) s"))})", "")
            : Newest(columns, "orders", byStatus.SingleOrDefault(where.ToString()));
        return (sql, where.Parameters);

        string Newest(string selected, string orders, string conditions) =>
            $"select {selected} from {orders} o {conditions} order by o.opened_at desc, o.id desc limit {query.Limit + 1}";
    }

    private static async Task<IReadOnlyList<OrderEntry>> WithFlagsAsync(
        ReadModelTransaction snapshot, IReadOnlyList<Entity<Order>> orders, CancellationToken cancellation) =>
        FlaggedItem.OnLines(
            orders,
            await snapshot.QueryAsync<FlaggedItem>(
                $"select {FlaggedItem.Columns} from menu m where {snapshot.Sql.In("m.id", "@ids")} and {FlaggedItem.Condition}",
                [.. orders.Where(order => !OrderLifecycle.IsFinal(order.State.Status)).SelectMany(order => order.State.Lines).Select(line => line.MenuItemId).Distinct()],
                cancellation));
}

/// <param name="Flags">By the id of the line: <c>removed</c> or <c>unavailable</c>, for lines of an order that is not final.</param>
public sealed record OrderEntry(Order Order, long Version, IReadOnlyDictionary<string, string> Flags);

/// <summary>Which orders are asked for. What is null or empty does not matter.</summary>
/// <param name="From">Opened then or later.</param>
/// <param name="To">Opened before then.</param>
/// <param name="Limit">The most that one page holds.</param>
/// <param name="After">Where the page begins.</param>
public sealed record OrderQuery(
    IReadOnlyList<OrderStatus> Statuses,
    string? CustomerId,
    string? Number,
    DateTimeOffset? From,
    DateTimeOffset? To,
    int Limit,
    Cursor? After);
