using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.WriteSide;

public sealed class CommandMetricsTests : IAsyncLifetime
{
    private static readonly AddMenuItem Peperoni = new("Peperoni", 10.00m, null);

    private readonly TestDatabase _database = TestDatabase.Create();
    private WriteSideNode _node = null!;

    public async Task InitializeAsync() => _node = await WriteSideNode.StartAsync(_database);

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task What_is_accepted_replayed_refused_or_not_due_is_counted_as_such()
    {
        using var measured = new Measurements(_node.Meter);
        var first = await _node.DoneAsync(Peperoni, key: "k");
        var item = first.Event.AggregateId;
        Assert.True((await _node.DoneAsync(Peperoni, key: "k")).Replayed);
        await _node.DoneAsync(new ModifyMenuItem("Salami", 11.00m, null), item);
        // Answered out of the journal, and not out of memory.
        Assert.True((await _node.DoneAsync(Peperoni, key: "k")).Replayed);
        Assert.False((await _node.DoneAsync(Peperoni)).Replayed);
        await _node.SendAsync(new OpenOrder("nobody"));
        await _node.SendAsync(new RemoveMenuItem(), "no id at all");
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var order = (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId;
        await _node.SendAsync(new ExpireOrder(), order, by: Caller.System);

        Assert.Equivalent(
            new Dictionary<string, double>
            {
                // On a slow machine the gateway repeats the first one itself: then that is a replay as well, and its caller is told so.
                ["""restaurant.commands{command="addMenuItem",outcome="accepted"}"""] = first.Replayed ? 1 : 2,
                ["""restaurant.commands{command="addMenuItem",outcome="replayed"}"""] = first.Replayed ? 3 : 2,
                ["""restaurant.commands{command="modifyMenuItem",outcome="accepted"}"""] = 1,
                ["""restaurant.commands{code="CUSTOMER_NOT_FOUND",command="openOrder",outcome="refused"}"""] = 1,
                ["""restaurant.commands{code="NOT_FOUND",command="removeMenuItem",outcome="refused"}"""] = 1,
                ["""restaurant.commands{command="signUpCustomer",outcome="accepted"}"""] = 1,
                ["""restaurant.commands{command="openOrder",outcome="accepted"}"""] = 1,
                ["""restaurant.commands{command="expireOrder",outcome="notDue"}"""] = 1,
            },
            measured.SumsOf("restaurant.commands"),
            strict: true);
    }

    [Fact]
    public async Task What_is_not_served_has_no_outcome_or_ends_by_a_fault_is_counted_as_well()
    {
        var item = (await _node.DoneAsync(Peperoni, key: "k")).Event.AggregateId;
        var broken = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        await _node.DoneAsync(new ModifyMenuItem("Salami", 11.00m, null), item);
        await _node.DisposeAsync();
        _database.Execute($"update journal set message = @damaged where persistence_id = 'menu-item-{broken}'", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database);
        using var measured = new Measurements(_node.Meter);

        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(new RemoveMenuItem(), broken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _node.Gateway.SendAsync(
            new CommandRequest(new RemoveMenuItem(), "nothing", WriteSideNode.Staff, IdempotencyKey: null, CorrelationId: "test"), new CancellationToken(canceled: true)));
        // In memory it is as it was; the repeat is looked up in the journal.
        Assert.Equal(3, (await _node.DoneAsync(new ModifyMenuItem("Peperoni", 11.00m, null), item)).Event.Version);
        _database.Execute($"update journal set message = @damaged where persistence_id = 'menu-item-{item}'", new { damaged = new byte[1] });
        await Assert.ThrowsAsync<DamagedHistoryException>(() => _node.SendAsync(Peperoni, key: "k"));

        Assert.Equivalent(
            new Dictionary<string, double>
            {
                ["""restaurant.commands{command="removeMenuItem",outcome="unavailable"}"""] = 1,
                ["""restaurant.commands{command="removeMenuItem",outcome="none"}"""] = 1,
                ["""restaurant.commands{command="modifyMenuItem",outcome="accepted"}"""] = 1,
                ["""restaurant.commands{command="addMenuItem",outcome="none"}"""] = 1,
            },
            measured.SumsOf("restaurant.commands"),
            strict: true);
    }
}
