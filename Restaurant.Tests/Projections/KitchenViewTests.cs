using System.Diagnostics;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Projections.Kitchen;
using Restaurant.Projections.Orders;
using Xunit.Abstractions;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class KitchenViewTests(ITestOutputHelper output) : ViewTest
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly OrderStatus[] OnBoard = [OrderStatus.Placed, OrderStatus.Accepted, OrderStatus.Preparing, OrderStatus.Ready, OrderStatus.OutForDelivery];

    private KitchenView Kitchen => new(Database);

    [Fact]
    public async Task The_board_is_sorted_by_the_time_promised_or_until_then_by_the_time_to_accept_and_then_by_id()
    {
        string[] ids = [.. Enumerable.Range(0, 5).Select(_ => Uuid()).Order(StringComparer.Ordinal)];
        await ApplyAsync(await Writer.AppendAsync([
            .. ids.SelectMany(id => new[] { Opened(id), Added(id, "l1", "a") }),
            PlacedUntil(ids[0], 30), PlacedUntil(ids[1], 20), PlacedUntil(ids[2], 10), PlacedUntil(ids[4], 25), PlacedUntil(ids[3], 25)]));
        Assert.Equal("2 1 3 4 0", await ShownAsync(ids));

        await ApplyAsync(await Writer.AppendAsync((ids[2], new OrderAccepted(Noon.AddMinutes(27))), (ids[0], new OrderAccepted(Noon.AddMinutes(5)))));

        Assert.Equal("0 1 3 4 2", await ShownAsync(ids));
    }

    [Fact]
    public async Task An_order_comes_onto_the_board_when_it_is_placed_and_goes_when_it_is_closed()
    {
        string[] ids = [.. Enumerable.Range(0, 5).Select(_ => Uuid())];
        await ApplyAsync(await Writer.AppendAsync([
            .. ids.SelectMany(id => new[] { Opened(id), Added(id, "l1", "a") }), Canceled(ids[3], placedAt: null), (ids[4], new OrderExpired())]));
        Assert.Equal("", await ShownAsync(ids));

        await ApplyAsync(await Writer.AppendAsync(PlacedUntil(ids[0], 1), PlacedUntil(ids[1], 2), PlacedUntil(ids[2], 3)));
        Assert.Equal("0 1 2", await ShownAsync(ids));

        await ApplyAsync(await Writer.AppendAsync(
            (ids[0], new OrderAccepted(Noon)), (ids[0], new OrderPreparationStarted()), (ids[0], new OrderReady()),
            Canceled(ids[1], Noon, Line("l1", "a")), Rejected(ids[2], Line("l1", "a"))));
        Assert.Equal("0", await ShownAsync(ids));

        await ApplyAsync(await Writer.AppendAsync((ids[0], new OrderCompleted(Handover.Collected))));
        Assert.Equal("", await ShownAsync(ids));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_board_is_the_orders_of_these_statuses_each_as_it_is_read_alone(int seed)
    {
        var rows = await Writer.AppendAsync([.. OfManyOrders(60, new Random(seed))]);
        foreach (var batch in rows.Chunk(50))
        {
            await ApplyAsync(batch);

            var board = await Kitchen.BoardAsync(CancellationToken.None);
            var listed = (await Orders.ListAsync(AllOrders with { Statuses = OnBoard }, CancellationToken.None)).Items
                .OrderBy(entry => entry.Order.PromisedAt ?? entry.Order.AcceptBy).ThenBy(entry => entry.Order.Id, StringComparer.Ordinal).ToList();
            Assert.Equal(listed.Select(entry => entry.Order.Id), board.Select(entry => entry.Order.Id));
            Assert.All(listed.Zip(board), pair => Assert.Equivalent(pair.Item1, pair.Item2, strict: true));
        }

        Assert.NotEmpty(await Kitchen.BoardAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Lines_are_flagged_by_what_has_become_of_the_menu_item_and_stand_in_their_order()
    {
        var order = Uuid();
        PlacedLine[] lines = [Line("z", "a"), Line("y", "b"), Line("x", "c"), Line("w", "b")];
        await ApplyAsync(await Writer.AppendAsync([
            MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"), Opened(order),
            .. lines.Select(line => Added(order, line.OrderItemId, line.MenuItemId)), Placed(order, lines), MenuItemRemoved("b"), MenuItemMadeUnavailable("c")]));

        var entry = Assert.Single(await Kitchen.BoardAsync(CancellationToken.None));

        Assert.Equal(["z", "y", "x", "w"], entry.Order.Lines.Select(line => line.OrderItemId));
        Assert.Equal(new Dictionary<string, string> { ["y"] = "removed", ["w"] = "removed", ["x"] = "unavailable" }, entry.Flags);
        Assert.Equal(6, entry.Version);
    }

    // As after a day on which nobody has looked: it has no pages.
    [Fact]
    public async Task A_board_of_two_thousand_orders_is_whole()
    {
        const int Many = 2_000;
        string[] ids = [.. Enumerable.Range(0, Many).Select(_ => Uuid())];
        PlacedLine[] lines = [Line("l1", "a"), Line("l2", "b", 2), Line("l3", "a", 3)];
        foreach (var some in ids.Chunk(250))
        {
            await ApplyAsync(await Writer.AppendAsync([
                .. some.SelectMany(IEnumerable<(string, DomainEvent)> (id) => [Opened(id), .. lines.Select(line => Added(id, line.OrderItemId, line.MenuItemId, line.Quantity)), Placed(id, lines)])]));
        }

        var began = Stopwatch.GetTimestamp();
        var board = await Kitchen.BoardAsync(CancellationToken.None);
        output.WriteLine($"{board.Count} orders in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms");

        Assert.Equal(ids.Order(StringComparer.Ordinal), board.Select(entry => entry.Order.Id));
        Assert.All(board, entry => Assert.Equal(["l1", "l2", "l3"], entry.Order.Lines.Select(line => line.OrderItemId)));
    }

    private static (string, DomainEvent) PlacedUntil(string id, int minutes) =>
        (id, (OrderPlaced)Placed(id, Line("l1", "a")).Item2 with { AcceptBy = Noon.AddMinutes(minutes) });

    private async Task<string> ShownAsync(string[] ids) =>
        string.Join(' ', (await Kitchen.BoardAsync(CancellationToken.None)).Select(entry => Array.IndexOf(ids, entry.Order.Id)));
}
