using Restaurant.Actors.Aggregates;
using Restaurant.Projections.Customers;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Orders;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Projections;

/// <summary>The read side behind the real write side, through the shipped wiring.</summary>
public sealed class ReadSideTests : IAsyncLifetime
{
    private readonly TestDatabase _database = TestDatabase.Create();
    private ReadSideNode _node = null!;

    public async Task InitializeAsync() => _node = await ReadSideNode.StartAsync(_database);

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Commands_are_seen_in_the_views_and_the_rows_equal_a_fresh_fold()
    {
        var peperoni = await _node.DoneAsync(new AddMenuItem("Peperoni", 10.00m, "Pizza"));
        var customer = await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")));
        var order = await _node.DoneAsync(new OpenOrder(customer.Event.AggregateId));
        await _node.DoneAsync(new AddItemToOrder(peperoni.Event.AggregateId, 2) { OrderItemId = Guid.CreateVersion7().ToString() }, order.Event.AggregateId);
        var placed = await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), order.Event.AggregateId);
        await _node.DoneAsync(new RemoveMenuItem(), peperoni.Event.AggregateId);

        var there = await _node.Get<ConsistencyWait>().ReachedAsync(
            [new ConsistencyToken($"order-{placed.Event.AggregateId}", 3), new ConsistencyToken($"menu-item-{peperoni.Event.AggregateId}", 2)],
            TimeSpan.FromSeconds(10),
            CancellationToken.None);

        Assert.True(there);
        var entry = await _node.Get<OrdersView>().FindAsync(order.Event.AggregateId, CancellationToken.None);
        Assert.Equivalent(placed.State, entry!.Order, strict: true);
        Assert.Equal(3, entry.Version);
        Assert.Equal("removed", Assert.Single(entry.Flags).Value);
        var item = await _node.Get<MenuView>().FindAsync(peperoni.Event.AggregateId, CancellationToken.None);
        Assert.Equal((1, 1, 2), (item!.Popularity, item.TimesOrdered, item.UnitsSold));
        Assert.Equal("anna@example.org", Assert.Single((await _node.Get<CustomersView>().ListAsync(50, null, CancellationToken.None)).Items).Customer.Email?.Text);
        Assert.Equal(
            "6 events, 8 rows, 0 differences, 0 events wait",
            (await _node.Get<Verification>().RunAsync(UsualProjections.Catalog.ReadModel, CancellationToken.None)).ToString());
    }
}
