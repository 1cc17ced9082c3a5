using System.Diagnostics.Metrics;
using Akka.Actor;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Nodes;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.Orders;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Actors.Customers.CustomerCommand;
using static Restaurant.Actors.Menu.MenuCommand;
using static Restaurant.Actors.Orders.OrderCommand;

namespace Restaurant.Tests.Deadlines;

/// <summary>A sweeper whose clock is not that of the orders, and several of them at once.</summary>
[Collection(nameof(DeadlineTests))]
public sealed class SweeperTests : IAsyncLifetime
{
    private static readonly TimeSpan LateAtMost = TimeSpan.FromSeconds(1);

    private readonly TestDatabase _database = TestDatabase.Create();
    private ReadSideNode _node = null!;
    private string _item = "";
    private string _customer = "";

    public async Task InitializeAsync()
    {
        _node = await ReadSideNode.StartAsync(_database, ("Restaurant:AcceptanceTimeout", "00:00:03"));
        _item = (await _node.DoneAsync(new AddMenuItem("Peperoni", 10.00m, null))).Event.AggregateId;
        _customer = (await _node.DoneAsync(new SignUpCustomer(new Personal("anna@example.org")))).Event.AggregateId;
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _database.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    [InlineData(8)]
    public async Task An_order_fires_by_its_own_clock_whether_that_of_the_sweeper_is_ahead_or_behind(double seconds)
    {
        Sweep(TimeSpan.FromSeconds(seconds));

        var rejected = await RejectedAsync(await PlaceAsync());

        Assert.InRange(LateBy(rejected), TimeSpan.Zero, LateAtMost);
    }

    [Fact]
    public async Task A_clock_that_is_far_behind_makes_it_late_and_never_keeps_it_from_happening()
    {
        Sweep(TimeSpan.FromSeconds(-5));

        var rejected = await RejectedAsync(await PlaceAsync());

        Assert.InRange(LateBy(rejected), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Two_sweepers_at_once_make_one_event_of_each_order()
    {
        using var measured = new Measurements(_node.Get<Meter>());
        Sweep(TimeSpan.Zero);
        Sweep(TimeSpan.FromSeconds(1));
        var orders = new List<string>();
        for (var order = 0; order < 30; order++)
        {
            orders.Add(await PlaceAsync());
        }

        var rejected = await Task.WhenAll(orders.Select(RejectedAsync));

        Assert.All(rejected, entry => Assert.Equal((4, "acceptanceTimeout"), (entry.Version, entry.Order.CloseReason)));
        Assert.All(rejected, entry => Assert.InRange(LateBy(entry), TimeSpan.Zero, LateAtMost));
        Assert.Equal(30, _database.Scalar<long>("select count(*) from journal where manifest = 'orderRejected:1'"));
        await Eventually.HoldsAsync(() => measured.SumsOf("restaurant.deadlines").GetValueOrDefault("""restaurant.deadlines{command="timeOutAcceptance",outcome="fired"}""") == 30);
    }

    [Fact]
    public async Task A_node_that_the_others_have_gone_on_without_sends_nothing()
    {
        var clock = new ClockAhead(TimeSpan.Zero);
        using var pulse = new Pulse(clock);
        using var meter = new Meter("lost");
        using var measured = new Measurements(meter);
        var lost = new NodeStatus(pulse);
        pulse.Start();
        clock.StandStill(TimeSpan.FromSeconds(30));
        Assert.NotNull(lost.Lost);
        Sweep(TimeSpan.FromSeconds(1), lost, new DeadlineMetrics(meter));
        Sweep(TimeSpan.Zero);

        await RejectedAsync(await PlaceAsync());
        await RejectedAsync(await PlaceAsync());

        Assert.Empty(measured.SumsOf("restaurant.deadlines"));
    }

    // As on another node, whose clock is another one: also the gateway's there, which says how long a command is waited for.
    private void Sweep(TimeSpan ahead, NodeStatus? node = null, DeadlineMetrics? metrics = null)
    {
        var (system, time) = (_node.Get<ActorSystem>(), new ClockAhead(ahead));
        var gateway = new CommandGateway(system, _node.Get<NodeStatus>(), _node.Get<AggregateHistory>(), _node.Get<GatewayOptions>(), time, _node.Get<CommandMetrics>());
        system.ActorOf(DeadlineSweeper.Props(gateway, _node.Get<DeadlinesView>(), node ?? _node.Get<NodeStatus>(), _node.Get<OutageNotice>(), time, metrics ?? _node.Get<DeadlineMetrics>()));
    }

    private async Task<string> PlaceAsync()
    {
        var order = (await _node.DoneAsync(new OpenOrder(_customer))).Event.AggregateId;
        await _node.DoneAsync(new AddItemToOrder(_item, 1) { OrderItemId = "line" }, order);
        await _node.DoneAsync(new PlaceOrder(AcceptPriceChanges: false), order);
        return order;
    }

    private async Task<OrderEntry> RejectedAsync(string order)
    {
        OrderEntry? found = null;
        await Eventually.HoldsAsync(async () => (found = await _node.Get<OrdersView>().FindAsync(order, CancellationToken.None)) is { Order.Status: OrderStatus.Rejected });
        return found!;
    }

    private static TimeSpan LateBy(OrderEntry rejected) => rejected.Order.ClosedAt!.Value - rejected.Order.AcceptBy!.Value;

    private sealed class ClockAhead(TimeSpan by) : TimeProvider
    {
        private long _stood;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _stood);

        public void StandStill(TimeSpan duration) => Volatile.Write(ref _stood, (long)(duration.TotalSeconds * TimestampFrequency));
    }
}
