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
    // Only when one is held up, by a connection that is dead or a disk that is slow, is another one begun beside it.
    private const int MostReaders = 8;
    private static readonly TimeSpan HeldUp = TimeSpan.FromMilliseconds(10);

    private const int MostWaiting = 1_000;
    private const int MostAtOnce = 100;

    // A connection is waited for for 5 s by default, and its answer for 10 s: what is wrong with the database is told by then.
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(16);

    private readonly RestaurantDatabase _database;
    private readonly string _statement;
    private readonly TimeSpan _patience;
    private readonly Batches<Wanted> _wanted;

    public OrderLookup(RestaurantDatabase database, TimeSpan? patience = null)
    {
        (_database, _statement, _patience) = (database, database.Sql.ByKeys + Statement(database.Sql), patience ?? UsualPatience);
        _wanted = new Batches<Wanted>(MostReaders, HeldUp, MostWaiting, MostAtOnce, _ => 1, AnswerAsync, (wanted, cause) => wanted.Fail(cause));
        _wanted.Start();
    }

    /// <inheritdoc cref="OrdersView.FindAsync"/>
    public async Task<OrderEntry?> FindAsync(string id, CancellationToken cancellation)
    {
        var wanted = new Wanted(id);
        _wanted.Add(wanted);
        try
        {
            return await wanted.Order.WaitAsync(_patience, cancellation);
        }
        catch (TimeoutException)
        {
            throw new OverloadedException($"An order was not read within {_patience.TotalSeconds} s.");
        }
        finally
        {
            wanted.Leave();
        }
    }

    public void Dispose() => _wanted.Stop();

    // It sees one moment by itself, and needs no transaction.
    internal static string Statement(SqlDialect sql) =>
        $"""
        select o.id, {ReadTable<OrderRow>.Columns("o")}, {ReadTable<OrderLineRow>.Columns("l")}, {FlaggedItem.Flag} as {nameof(FlaggedLineRow.Flag)}
        from {sql.RowsOf("orders", "id", "o")} left join orders_lines l on l.order_id = o.id left join menu m on m.id = l.menu_item_id
        order by o.id, l.position, l.id
        """;

    private async Task AnswerAsync(Wanted[] batch)
    {
        // SQLite's driver works on the thread that asks it, and here that is everyone's.
        await Task.Yield();
        var wanted = Array.FindAll(batch, each => !each.HasLeft);
        if (wanted.Length == 0)
        {
            return;
        }

        try
        {
            var (orders, lines) = await ReadAsync([.. wanted.Select(each => each.Id).Distinct()]);
            Array.ForEach(wanted, each => each.Answer(() => orders.TryGetValue(each.Id, out var order) ? Entry(order, lines[each.Id]) : null));
        }
        catch (Exception failure)
        {
            Array.ForEach(wanted, each => each.Fail(failure));
        }
    }

    private async Task<(Dictionary<string, OrderRow> Orders, ILookup<string, FlaggedLineRow> Lines)> ReadAsync(string[] ids)
    {
        await using var connection = await _database.ConnectAsync(CancellationToken.None);
        await using var found = await connection.ExecuteReaderAsync(new CommandDefinition(_statement, new { ids }));
        await found.NextResultAsync();
        // Behind the id.
        const int FirstOfOrder = 1;
        var firstOfLine = found.GetOrdinal(nameof(FlaggedLineRow.OrderId));
        var (order, line) = (found.GetRowParser<OrderRow>(startIndex: FirstOfOrder, length: firstOfLine - FirstOfOrder), found.GetRowParser<FlaggedLineRow>(startIndex: firstOfLine));
        var (orders, lines) = (new Dictionary<string, OrderRow>(), new List<FlaggedLineRow>());
        while (await found.ReadAsync())
        {
            // Each line has its order beside it.
            if (!orders.ContainsKey(found.GetString(0)))
            {
                orders.Add(found.GetString(0), order(found));
            }

            if (!found.IsDBNull(firstOfLine))
            {
                lines.Add(line(found));
            }
        }

        return (orders, lines.ToLookup(each => each.OrderId));
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

        /// <summary>Nobody waits for it any more.</summary>
        public bool HasLeft { get; private set; }

        public void Leave() => HasLeft = true;

        /// <param name="order">Makes it of its rows. What is wrong with them is this one's alone.</param>
        public void Answer(Func<OrderEntry?> order)
        {
            try
            {
                _order.SetResult(order());
            }
            catch (Exception unreadable)
            {
                Fail(unreadable);
            }
        }

        public void Fail(Exception cause)
        {
            _order.SetException(cause);
            // Seen to, also when nobody waits any more.
            _ = _order.Task.Exception;
        }
    }
}
