using Dapper;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Orders;

/// <summary>
/// Finds orders by their ids: all that are asked for at a moment by one statement, since the way to the server costs many times what one more order does. Who asks alone waits for
/// nobody.
/// </summary>
internal sealed class OrderLookup : IDisposable
{
    private const int Readers = 2;
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 100;

    // As long as a statement may take: who waits behind one that is not answered waits no longer than those who asked it.
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    private readonly RestaurantDatabase _database;
    private readonly string _statement;
    private readonly TimeSpan _patience;
    private readonly Batches<Wanted> _wanted;

    public OrderLookup(RestaurantDatabase database, TimeSpan? patience = null)
    {
        (_database, _statement, _patience) = (database, database.Sql.ByKeys + Statement(database.Sql), patience ?? UsualPatience);
        _wanted = new Batches<Wanted>(Readers, TimeSpan.Zero, MostWaiting, MostAtOnce, _ => 1, AnswerAsync, (wanted, cause) => wanted.Fail(cause));
        _wanted.Start();
    }

    /// <inheritdoc cref="OrdersView.FindAsync"/>
    public Task<OrderEntry?> FindAsync(string id, CancellationToken cancellation)
    {
        var wanted = new Wanted(id);
        _wanted.Add(wanted);
        return wanted.Order.WaitAsync(_patience, cancellation);
    }

    public void Dispose() => _wanted.Stop();

    // It sees one moment by itself, and needs no transaction.
    internal static string Statement(SqlDialect sql) =>
        $"""
        select o.id, {ReadTable<OrderRow>.Columns("o")}, {ReadTable<OrderLineRow>.Columns("l")}, {FlaggedItem.Flag} as {nameof(FlaggedLineRow.Flag)}
        from {sql.RowsOf("orders", "id", "o")} left join orders_lines l on l.order_id = o.id left join menu m on m.id = l.menu_item_id
        order by o.id, l.position, l.id
        """;

    private async Task AnswerAsync(Wanted[] wanted)
    {
        try
        {
            var orders = await ReadAsync([.. wanted.Select(each => each.Id).Distinct()]);
            Array.ForEach(wanted, each => each.Answer(orders.GetValueOrDefault(each.Id)));
        }
        catch (Exception failure)
        {
            Array.ForEach(wanted, each => each.Fail(failure));
        }
    }

    private async Task<Dictionary<string, OrderEntry>> ReadAsync(string[] ids)
    {
        await using var connection = await _database.ConnectAsync(CancellationToken.None);
        await using var found = await connection.ExecuteReaderAsync(new CommandDefinition(_statement, new { ids }));
        await found.NextResultAsync();
        // Behind the id.
        const int FirstOfOrder = 1;
        var firstOfLine = found.GetOrdinal(nameof(FlaggedLineRow.OrderId));
        var (order, line) = (found.GetRowParser<OrderRow>(startIndex: FirstOfOrder, length: firstOfLine - FirstOfOrder), found.GetRowParser<FlaggedLineRow>(startIndex: firstOfLine));
        var (orders, lines) = (new List<OrderRow>(), new List<FlaggedLineRow>());
        while (await found.ReadAsync())
        {
            // Each line has its order beside it.
            if (orders.Count == 0 || orders[^1].Id != found.GetString(0))
            {
                orders.Add(order(found));
            }

            if (!found.IsDBNull(firstOfLine))
            {
                lines.Add(line(found));
            }
        }

        var linesOf = lines.ToLookup(each => each.OrderId);
        return orders.ToDictionary(each => each.Id, each => Entry(each, linesOf[each.Id]));
    }

    private static OrderEntry Entry(OrderRow order, IEnumerable<FlaggedLineRow> lines)
    {
        var (state, version) = order.ToEntity(lines);
        return new OrderEntry(
            state, version, lines.Where(each => each.Flag is not null && !OrderLifecycle.IsFinal(state.Status)).ToDictionary(each => each.Id, each => each.Flag!));
    }

    private sealed class Wanted(string id)
    {
        private readonly TaskCompletionSource<OrderEntry?> _order = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Id => id;

        public Task<OrderEntry?> Order => _order.Task;

        public void Answer(OrderEntry? order) => _order.SetResult(order);

        public void Fail(Exception cause) => _order.SetException(cause);
    }
}
