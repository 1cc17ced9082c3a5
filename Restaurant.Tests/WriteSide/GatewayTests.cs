using Akka.Hosting;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Customers;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Menu;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.WriteSide;

public sealed class GatewayTests : IAsyncLifetime
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
    public async Task An_accepted_command_is_answered_with_its_stored_event_and_the_state_after_it()
    {
        var done = await _node.DoneAsync(Peperoni);

        Assert.False(done.Replayed);
        Assert.Equal(1, done.Event.Version);
        Assert.Equal(done.Event.CommandId, done.Event.CausationId);
        Assert.Equal("Peperoni", Assert.IsType<MenuItem>(done.State).Description);
        var row = Assert.Single(await _node.Journal.ReadAsync($"menu-item-{done.Event.AggregateId}", 10, CancellationToken.None));
        Assert.Equivalent(done.Event, row.Event, strict: true);
    }

    [Fact]
    public async Task What_writers_have_written_in_turn_is_read_whole()
    {
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        // It lives on another node for a while, and comes back.
        var elsewhere = new JournalWriter(_node.Database);
        elsewhere.Next(item, MenuItemAdded(item).Item2);
        await elsewhere.AppendAsync(MenuItemModified(item, "Elsewhere"));
        Assert.Equal(3, (await _node.DoneAsync(new ModifyMenuItem("Back", 11.00m, null), item)).Event.Version);
        await _node.DisposeAsync();

        _node = await WriteSideNode.StartAsync(_database);

        var done = await _node.DoneAsync(new ModifyMenuItem("On a third one", 12.00m, null), item);
        Assert.Equal(4, done.Event.Version);
        Assert.Equal([1, 2, 3, 4], (await _node.Journal.ReadAsync($"menu-item-{item}", 10, CancellationToken.None)).Select(row => ((StoredEvent)row.Event).Version));
    }

    [Fact]
    public async Task A_replay_that_ends_before_the_journal_does_is_no_state_to_decide_from()
    {
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        var elsewhere = new JournalWriter(_node.Database);
        elsewhere.Next(item, MenuItemAdded(item).Item2);
        await elsewhere.AppendAsync(MenuItemModified(item, "Elsewhere"));
        await _node.DoneAsync(new ModifyMenuItem("Back", 11.00m, null), item);
        await _node.DisposeAsync();

        // It leaves out what comes from a writer that was there before.
        _node = await WriteSideNode.StartAsync(
            _database, also: akka => akka.AddHocon("akka.persistence.journal.sql.replay-filter.mode = repair-by-discard-old", HoconAddMode.Prepend), configured: [("Restaurant:CommandTimeout", "00:00:02"), ("Restaurant:Journal", "Stock")]);

        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(new ModifyMenuItem("On a third one", 12.00m, null), item));
        Assert.Equal(3, _database.Scalar<long>("select count(*) from journal"));
    }

    [Fact]
    public async Task A_command_for_something_that_has_no_events_is_not_found()
    {
        var refused = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new RemoveMenuItem(), "nothing"));

        Assert.Equal("NOT_FOUND", refused.Refusal.Code);
        Assert.Equal(0, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_repeated_key_is_answered_as_of_the_first_time_even_when_the_aggregate_has_moved_on()
    {
        var first = await _node.DoneAsync(Peperoni, key: "k");
        await _node.DoneAsync(new ModifyMenuItem("Salami", 11.00m, null), first.Event.AggregateId);

        var again = await _node.DoneAsync(Peperoni, key: "k");

        Assert.True(again.Replayed);
        Assert.Equivalent(first.Event, again.Event, strict: true);
        Assert.Equal("Peperoni", Assert.IsType<MenuItem>(again.State).Description);
    }

    [Fact]
    public async Task A_repeat_is_waited_for_no_longer_than_a_command_when_the_journal_is_silent()
    {
        await _node.DoneAsync(Peperoni, key: "k");
        using var silent = new HeldDatabase(_node.Database);
        var gateway = new CommandGateway(
            _node.System, _node.Get<NodeStatus>(), new AggregateHistory(new JournalReader(silent)), _node.Get<GatewayOptions>() with { CommandTimeout = TimeSpan.FromSeconds(3) }, TimeProvider.System, _node.Get<CommandMetrics>());

        var outcome = await gateway.SendAsync(new CommandRequest(Peperoni, AggregateId: null, WriteSideNode.Staff, "k", CorrelationId: "test"), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(new Outcome.Unavailable("The journal has not shown the first answer in time."), outcome);
        silent.LetGo();
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused_and_another_subject_has_its_own_keys()
    {
        var customer = new Caller(CallerKind.Customer, "anna");
        var first = await _node.DoneAsync(Peperoni, key: "k");

        var other = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new AddMenuItem("Salami", 10.00m, null), key: "k"));
        var hers = await _node.DoneAsync(new AddMenuItem("Salami", 10.00m, null), key: "k", by: customer);

        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.Refusal.Code);
        Assert.NotEqual(first.Event.AggregateId, hers.Event.AggregateId);
    }

    [Fact]
    public async Task Of_many_at_once_with_one_key_one_is_first_and_the_others_are_replays_of_it()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _node.DoneAsync(Peperoni, key: "k")));

        Assert.Single(all, done => !done.Replayed);
        Assert.All(all, done => Assert.Equivalent(all[0].Event, done.Event, strict: true));
        Assert.Equal(1, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_many_at_once_that_expect_one_version_one_wins()
    {
        var id = (await _node.DoneAsync(Peperoni)).Event.AggregateId;

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(price =>
            _node.SendAsync(new ModifyMenuItem("Peperoni", price + 0.00m, null), id, expected: new VersionCondition(Any: false, [1]))));

        Assert.Single(all, outcome => outcome is Outcome.Done);
        Assert.All(all.OfType<Outcome.Refused>(), outcome => Assert.Equal("VERSION_CONFLICT", outcome.Refusal.Code));
        Assert.Equal(2, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_order_takes_its_facts_from_their_owners_and_keeps_its_price()
    {
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var order = (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId;
        await _node.DoneAsync(new AddItemToOrder(item, 2) { OrderItemId = "line-1" }, order);
        await _node.DoneAsync(new ModifyMenuItem("Peperoni", 12.00m, null), item);

        var placed = Assert.IsType<Order>((await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), order)).State);

        Assert.Equal(OrderStatus.Placed, placed.Status);
        Assert.Equal(20.00m, placed.Total);
        var unknown = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new OpenOrder("nobody")));
        Assert.Equal("CUSTOMER_NOT_FOUND", unknown.Refusal.Code);
    }

    [Fact]
    public async Task An_order_takes_an_address_of_its_own_customer_as_it_is_at_that_moment()
    {
        var anna = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var bert = (await _node.DoneAsync(new SignUpCustomer(new Personal("bert@example.org")))).Event.AggregateId;
        await _node.DoneAsync(new AddAddress("Home", new Personal("1 Main St")) { AddressId = "annas" }, anna);
        await _node.DoneAsync(new AddAddress("Home", new Personal("2 Main St")) { AddressId = "berts" }, bert);
        var order = (await _node.DoneAsync(new OpenOrder(anna))).Event.AggregateId;

        var set = Assert.IsType<Order>((await _node.DoneAsync(new SetDeliveryAddress("annas"), order)).State);
        await _node.DoneAsync(new RemoveAddress("annas"), anna);

        Assert.Equal(new DeliveryAddress("annas", "Home", new Personal("1 Main St")), set.Address);
        Assert.All(
            new[] { await _node.SendAsync(new SetDeliveryAddress("berts"), order), await _node.SendAsync(new SetDeliveryAddress("annas"), order) },
            outcome => Assert.Equal(OrderRefusals.AddressNotFound, Assert.IsType<Outcome.Refused>(outcome).Refusal));
    }

    [Fact]
    public async Task A_command_of_the_system_before_its_time_is_not_due_and_writes_nothing()
    {
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var order = (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId;
        var head = await _node.Journal.HeadAsync(CancellationToken.None);

        Assert.IsType<Outcome.NotDue>(await _node.SendAsync(new ExpireOrder(), order, by: Caller.System));
        Assert.Equal(head, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_order_expires_and_its_acceptance_times_out_after_the_times_that_are_set_once()
    {
        await _node.DisposeAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        _node = await WriteSideNode.StartAsync(
            _database, time, configured: [("Restaurant:AbandonAfter", "00:00:30"), ("Restaurant:AcceptanceTimeout", "00:00:20")]);
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var (open, placed) = ((await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId, (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId);
        await _node.DoneAsync(new AddItemToOrder(item, 2) { OrderItemId = "line-1" }, placed);
        await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), placed);

        time.Advance(TimeSpan.FromSeconds(19));
        // Its events are a microsecond apart at least, and it was placed by the third.
        Assert.Equal(new Outcome.NotDue(TimeSpan.FromMicroseconds(1_000_002)), await _node.SendAsync(new TimeOutAcceptance(), placed, by: Caller.System));
        time.Advance(TimeSpan.FromSeconds(2));
        var rejected = Assert.IsType<Order>((await _node.DoneAsync(new TimeOutAcceptance(), placed, by: Caller.System)).State);
        Assert.Equal(new Outcome.NotDue(TimeSpan.FromSeconds(9)), await _node.SendAsync(new ExpireOrder(), open, by: Caller.System));
        time.Advance(TimeSpan.FromSeconds(10));
        var expired = Assert.IsType<Order>((await _node.DoneAsync(new ExpireOrder(), open, by: Caller.System)).State);

        Assert.Equal((OrderStatus.Rejected, "acceptanceTimeout"), (rejected.Status, rejected.CloseReason));
        Assert.Equal((OrderStatus.Expired, "abandoned"), (expired.Status, expired.CloseReason));
        Assert.Equal("INVALID_TRANSITION", Assert.IsType<Outcome.Refused>(await _node.SendAsync(new ExpireOrder(), open, by: Caller.System)).Refusal.Code);
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart_and_its_keys_are_remembered()
    {
        var first = await _node.DoneAsync(Peperoni, key: "k");
        await _node.DisposeAsync();
        _node = await WriteSideNode.StartAsync(_database);

        var again = await _node.DoneAsync(Peperoni, key: "k");
        var removed = await _node.DoneAsync(new RemoveMenuItem(), first.Event.AggregateId);

        Assert.True(again.Replayed);
        Assert.Equivalent(first.Event, again.Event, strict: true);
        Assert.Equal(2, removed.Event.Version);
    }

    [Fact]
    public async Task One_e_mail_is_one_customer_whatever_its_case()
    {
        await _node.DoneAsync(new SignUpCustomer(new Personal("Anna@Example.org")));

        var taken = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new SignUpCustomer(new Personal("anna@example.ORG"))));

        Assert.Equal(CustomerDecider.EmailTaken, taken.Refusal);
    }

    [Fact]
    public async Task Snapshots_spare_the_replay_and_a_damaged_one_costs_nothing_but_time()
    {
        var id = (await _node.DoneAsync(Peperoni, key: "first")).Event.AggregateId;
        for (var version = 2; version <= 101; version++)
        {
            await _node.DoneAsync(new ModifyMenuItem($"Peperoni {version}", 10.00m, null), id, key: $"key-{version}");
        }

        await _node.DisposeAsync();
        _database.Execute("update snapshot set snapshot = @damaged", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database);

        var next = await _node.DoneAsync(new ModifyMenuItem("Salami", 10.00m, null), id);
        var replayed = await _node.DoneAsync(new ModifyMenuItem("Peperoni 50", 10.00m, null), id, key: "key-50");

        Assert.Equal(102, next.Event.Version);
        Assert.Equal(50, replayed.Event.Version);
    }

    [Fact]
    public async Task An_aggregate_recovers_from_its_snapshot_with_the_keys_that_it_remembers()
    {
        var id = (await _node.DoneAsync(Peperoni, key: "first")).Event.AggregateId;
        for (var version = 2; version <= 101; version++)
        {
            await _node.DoneAsync(new ModifyMenuItem($"Peperoni {version}", 10.00m, null), id, key: $"key-{version}");
        }

        await _node.DisposeAsync();
        // Only the snapshot can know them now: rows that it covers are not asked for.
        _database.Execute("update journal set message = @damaged where sequence_number < 99", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database);

        var next = await _node.DoneAsync(new ModifyMenuItem("Salami", 10.00m, null), id);
        var reused = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new ModifyMenuItem("other", 10.00m, null), id, key: "key-50"));

        Assert.Equal(102, next.Event.Version);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", reused.Refusal.Code);
    }

    [Fact]
    public async Task What_needs_no_facts_is_answered_while_their_owner_is_out_of_service()
    {
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var opened = await _node.DoneAsync(new OpenOrder(customer), key: "open");
        var order = opened.Event.AggregateId;
        var addItem = new AddItemToOrder(item, 2) { OrderItemId = "line-1" };
        await _node.DoneAsync(addItem, order, key: "add");
        await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), order, key: "place");
        var open = (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId;
        await _node.DisposeAsync();
        _database.Execute($"update journal set message = @damaged where persistence_id in ('menu-item-{item}', 'customer-{customer}')", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database);

        Assert.True((await _node.DoneAsync(new OpenOrder(customer), key: "open")).Replayed);
        Assert.True((await _node.DoneAsync(addItem, order, key: "add")).Replayed);
        Assert.True((await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), order, key: "place")).Replayed);
        await RefusesAsync("ORDER_NOT_OPEN", addItem, order);
        await RefusesAsync("ORDER_NOT_OPEN", new SetDeliveryAddress("home"), order);
        await RefusesAsync("ORDER_EMPTY", new PlaceOrder(AcceptPriceChanges: false), open);
        await RefusesAsync("VERSION_CONFLICT", addItem, open, new VersionCondition(Any: false, [7]));
        await RefusesAsync("NOT_FOUND", addItem, "nothing");
        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(addItem, open));
        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(new SetDeliveryAddress("home"), open));
        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(new OpenOrder(customer)));
    }

    private async Task RefusesAsync(string code, DomainCommand command, string aggregateId, VersionCondition? expected = null) =>
        Assert.Equal(code, Assert.IsType<Outcome.Refused>(await _node.SendAsync(command, aggregateId, expected: expected)).Refusal.Code);

    [Fact]
    public async Task An_erasure_forgets_the_keys_before_it_also_in_a_snapshot_and_after_one()
    {
        var signUp = new SignUpCustomer(new Personal("anna@example.org"));
        var id = (await _node.DoneAsync(signUp, key: "first")).Event.AggregateId;
        await _node.DoneAsync(new VerifyCustomer(), id, key: "second");
        await _node.DoneAsync(new EraseCustomer(), id, key: "erase");
        await _node.DoneAsync(signUp, key: "first");
        for (var version = 5; version <= 101; version++)
        {
            await _node.DoneAsync(new VerifyCustomer(), id, key: $"key-{version}");
        }

        await _node.DisposeAsync();
        // Only the snapshot of version 100 can tell: rows that it covers are not asked for.
        _database.Execute("update journal set message = @damaged where sequence_number < 99", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database);

        Assert.Equal(102, (await _node.DoneAsync(new VerifyCustomer(), id, key: "second")).Event.Version);
        var erasure = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new VerifyCustomer(), id, key: "erase"));
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", erasure.Refusal.Code);

        // Now the erasure is read after a snapshot that still has the keys before it.
        await _node.DoneAsync(new EraseCustomer(), id, key: "erase again");
        await _node.DisposeAsync();
        _node = await WriteSideNode.StartAsync(_database);
        var anew = await _node.DoneAsync(signUp, key: "first");
        Assert.Equal((104, false), (anew.Event.Version, anew.Replayed));
        Assert.Equal(105, (await _node.DoneAsync(new VerifyCustomer(), id, key: "key-50")).Event.Version);
    }

    [Fact]
    public async Task The_facts_of_an_erased_customer_are_those_of_nobody()
    {
        var item = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        var customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
        var order = (await _node.DoneAsync(new OpenOrder(customer))).Event.AggregateId;
        await _node.DoneAsync(new AddItemToOrder(item, 1) { OrderItemId = "line-1" }, order);
        await _node.DoneAsync(new EraseCustomer(), customer);

        var opening = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new OpenOrder(customer)));
        var placing = Assert.IsType<Outcome.Refused>(await _node.SendAsync(new PlaceOrder(AcceptPriceChanges: false), order));

        Assert.Equal(("CUSTOMER_NOT_FOUND", "CUSTOMER_NOT_FOUND"), (opening.Refusal.Code, placing.Refusal.Code));
    }

    [Fact]
    public async Task An_aggregate_with_a_damaged_event_answers_unavailable_and_nothing_is_appended_to_it()
    {
        var id = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        await _node.DisposeAsync();
        _database.Execute("update journal set message = @damaged", new { damaged = new byte[1] });
        _node = await WriteSideNode.StartAsync(_database, configured: ("Restaurant:CommandTimeout", "00:00:01"));

        var outcome = await _node.SendAsync(new ModifyMenuItem("Salami", 10.00m, null), id);

        Assert.IsType<Outcome.Unavailable>(outcome);
        Assert.Equal(1, await _node.Journal.HeadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_aggregate_whose_damaged_event_was_mended_serves_again_by_itself_however_often_it_is_asked_meanwhile()
    {
        var id = (await _node.DoneAsync(Peperoni)).Event.AggregateId;
        await _node.DisposeAsync();
        _database.Execute("update journal set manifest = 'fromTheFuture:9'");
        _node = await WriteSideNode.StartAsync(_database);
        Assert.IsType<Outcome.Unavailable>(await _node.SendAsync(new ModifyMenuItem("Salami", 10.00m, null), id));

        _database.Execute("update journal set manifest = 'menuItemAdded:1'");

        await Eventually.HoldsAsync(async () => await _node.SendAsync(new ModifyMenuItem("Salami", 10.00m, null), id) is Outcome.Done, within: TimeSpan.FromSeconds(20), every: TimeSpan.FromMilliseconds(500));
    }
}
