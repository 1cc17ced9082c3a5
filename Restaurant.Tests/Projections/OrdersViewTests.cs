using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Orders;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class OrdersViewTests : ViewTest
{
    [Fact]
    public async Task An_order_is_read_as_its_events_add_up()
    {
        var order = Uuid();
        var address = new DeliveryAddress("home", "Home", new Personal("1 Main Street"));
        var placed = new OrderEvent.OrderPlaced(
            "7K2Q9F", "anna", Fulfilment.Delivery, address, [Line("l1", "a", 3, 2.50m)], 7.50m, "USD", new Personal("Ring twice"), new DateTimeOffset(2026, 11, 25, 13, 0, 0, TimeSpan.Zero));
        var rows = await Writer.AppendAsync(
            MenuItemAdded("a"), Opened(order), Added(order, "l1", "a", 2, 2.50m), Added(order, "l2", "a"),
            (order, new OrderEvent.ItemQuantityChanged(order, "l1", 3, 2)), (order, new OrderEvent.ItemRemovedFromOrder(order, "l2", "a", 1)),
            (order, placed), Canceled(order, new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero), Line("l1", "a", 3, 2.50m)));
        await ApplyAsync(rows);

        var entry = await Orders.FindAsync(order, CancellationToken.None);

        Assert.Equivalent(Fold<Order, OrderEvent>(rows, order, Order.Evolve), entry!.Order, strict: true);
        Assert.Equal(7, entry.Version);
        Assert.Empty(entry.Flags);
        Assert.Equal(750, Scalar<long>("select total from orders"));
        Assert.Equal((250L, 750L), (Scalar<long>("select price from orders_lines"), Scalar<long>("select sub_total from orders_lines")));
    }

    [Fact]
    public async Task An_order_on_its_way_is_read_with_all_of_its_times()
    {
        var order = Uuid();
        var rows = await Writer.AppendAsync(
            Opened(order), Added(order, "l1", "a"),
            (order, new OrderEvent.DeliveryAddressAddedToOrder(order, "home", "Home", new Personal("1 Main Street\nback door"))),
            (order, new OrderEvent.OrderNoteSet(order, new Personal("Ring twice"))),
            Placed(order, Line("l1", "a")),
            (order, new OrderEvent.OrderAccepted(new DateTimeOffset(2026, 11, 25, 13, 0, 0, TimeSpan.Zero))),
            (order, new OrderEvent.OrderPreparationStarted()), (order, new OrderEvent.OrderReady()), (order, new OrderEvent.OrderDispatched("Carla")), (order, new OrderEvent.OrderCompleted(Handover.Delivered)));
        for (var applied = 0; applied < rows.Count; applied++)
        {
            await ApplyAsync([rows[applied]]);

            var shown = (await Orders.FindAsync(order, CancellationToken.None))!.Order;
            Assert.Equivalent(Fold<Order, OrderEvent>([.. rows.Take(applied + 1)], order, Order.Evolve), shown, strict: true);
        }

        var whole = (await Orders.FindAsync(order, CancellationToken.None))!.Order;
        DateTimeOffset?[] times = [whole.PlacedAt, whole.AcceptedAt, whole.PreparingAt, whole.ReadyAt, whole.DispatchedAt, whole.ClosedAt];
        Assert.Equal(rows.Skip(4).Select(row => (DateTimeOffset?)((StoredEvent)row.Event).Timestamp), times);
        Assert.Equal(("Carla", whole.ClosedAt), (whole.Courier, whole.ChangedAt));
    }

    [Fact]
    public async Task Lines_of_running_orders_are_flagged_by_what_has_become_of_the_menu_item()
    {
        var (running, over) = (Uuid(), Uuid());
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"),
            Opened(running), Added(running, "l1", "a"), Added(running, "l2", "b"), Added(running, "l3", "c"),
            Opened(over), Added(over, "l1", "b"), Canceled(over, null, Line("l1", "b")),
            MenuItemRemoved("b")));
        Execute("update menu set available = false where id = 'c'");

        var orders = (await Orders.ListAsync(AllOrders, CancellationToken.None)).Items.ToDictionary(entry => entry.Order.Id);

        Assert.Equal(new Dictionary<string, string> { ["l2"] = "removed", ["l3"] = "unavailable" }, orders[running].Flags);
        Assert.Empty(orders[over].Flags);
        Assert.Equal(orders[running].Flags, (await Orders.FindAsync(running, CancellationToken.None))!.Flags);
    }

    [Fact]
    public async Task Orders_are_listed_newest_first_and_filtered_by_each_condition()
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Uuid()).ToArray();
        var rows = await Writer.AppendAsync([
            .. ids.Select((id, place) => Opened(id, place % 2 == 0 ? "anna" : "bob")),
            Canceled(ids[0], null), Canceled(ids[1], null), Added(ids[2], "l", "a"), Placed(ids[2], Line("l", "a"))]);
        await ApplyAsync(rows);
        var openedAt = rows.Take(6).Select(row => ((StoredEvent)row.Event).Timestamp).ToArray();

        Assert.Equal("5 4 3 2 1 0", await FoundAsync(AllOrders));
        Assert.Equal("4 2 0", await FoundAsync(AllOrders with { CustomerId = "anna" }));
        Assert.Equal("1 0", await FoundAsync(AllOrders with { Statuses = [OrderStatus.Canceled] }));
        Assert.Equal("2 1 0", await FoundAsync(AllOrders with { Statuses = [OrderStatus.Canceled, OrderStatus.Placed] }));
        Assert.Equal("4", await FoundAsync(AllOrders with { Number = Identifiers.NumberOf(ids[4]) }));
        Assert.Equal("3 2", await FoundAsync(AllOrders with { From = openedAt[2], To = openedAt[4] }));
        // Finer than what is stored: before and after the one at openedAt[2].
        Assert.Equal("3 2", await FoundAsync(AllOrders with { From = openedAt[2].AddTicks(-1), To = openedAt[3].AddTicks(1) }));
        Assert.Equal("3", await FoundAsync(AllOrders with { From = openedAt[2].AddTicks(1), To = openedAt[4].AddTicks(-1) }));
        Assert.Equal("5 4 3 2 1 0", await FoundAsync(AllOrders with { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }));
        Assert.Equal("2", await FoundAsync(AllOrders with { From = openedAt[1], Statuses = [OrderStatus.Placed], CustomerId = "anna" }));
        Assert.Equal("5 4", await FoundAsync(AllOrders with { Limit = 2 }));

        async Task<string> FoundAsync(OrderQuery query) =>
            string.Join(' ', (await Orders.ListAsync(query, CancellationToken.None)).Items.Select(entry => Array.IndexOf(ids, entry.Order.Id)));
    }

    private static TState Fold<TState, TEvent>(IReadOnlyList<JournalRow> rows, string id, Func<TState?, TEvent, DateTimeOffset, TState> evolve)
        where TState : AggregateState
        where TEvent : DomainEvent =>
        rows.Select(row => (StoredEvent)row.Event).Where(stored => stored.AggregateId == id)
            .Aggregate((TState?)null, (state, stored) => evolve(state, (TEvent)stored.Data, stored.Timestamp))!;
}
