using System.Globalization;
using CsCheck;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Rebuilding;
using Restaurant.Projections.Sales;
using static Restaurant.Actors.Orders.OrderEvent;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>Sales by day and by item, in a restaurant whose clocks are changed twice a year.</summary>
public sealed class SalesProjectionTests : ReadModelTest
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private readonly ProjectionGroup _group = In(Berlin);
    private readonly Dictionary<string, (DateTimeOffset At, OrderPlaced Placed)> _placed = [];

    private SalesView Sales => new(Database);

    [Fact]
    public async Task Placed_orders_are_summed_up_by_day_and_by_item()
    {
        await TakeAsync(
            Item("a", "Apple pie"), Item("b", "Bread"), Item("c", "Coffee"), Gone("b"),
            Place("1", "2026-11-25T12:00:00Z", Line("l1", "a", 2, 10.00m), Line("l2", "b", 3, 0.10m), Line("l3", "a", 1, 9.99m)),
            Place("2", "2026-11-25T13:00:00Z", Line("l1", "b", 1, 0.20m)),
            Place("3", "2026-11-26T12:00:00Z", Line("l1", "a", 1, 10.00m), Line("l2", "unknown", 1, 10.00m), Line("l3", "c", 4, 0m)));

        Assert.Equal("2026-11-25 2 7 30.49, 2026-11-26 1 6 20.00", await DaysAsync());
        // The highest total first, and then by id. What the menu does not know has no description; a removed item still has one.
        Assert.Equal("a Apple pie 2 4 39.99, unknown  1 1 10.00, b Bread 2 4 0.50, c Coffee 1 4 0.00", await ItemsAsync());
        Assert.Equal("USD", Assert.Single((await Sales.ByDayAsync(null, null, CancellationToken.None)).Select(day => day.Currency).Distinct()));
        Assert.Equal(3049, Scalar<long>("select total from sales_by_day where id = '2026-11-25'"));
    }

    [Fact]
    public async Task Items_of_the_same_total_are_sorted_by_id()
    {
        await TakeAsync(Place("1", "2026-11-25T12:00:00Z", Line("l1", "b", 1, 5m), Line("l2", "B", 5, 1m), Line("l3", "a", 2, 2.50m)));

        Assert.Equal("B  1 5 5.00, a  1 2 5.00, b  1 1 5.00", await ItemsAsync());
    }

    [Fact]
    public async Task A_range_holds_its_first_and_its_last_day()
    {
        foreach (var day in Enumerable.Range(24, 4))
        {
            await TakeAsync(Place($"{day}", $"2026-11-{day}T12:00:00Z", Line("l1", "a", day, 1m)));
        }

        Assert.Equal("2026-11-24 1 24 24.00, 2026-11-25 1 25 25.00, 2026-11-26 1 26 26.00, 2026-11-27 1 27 27.00", await DaysAsync());
        Assert.Equal("2026-11-25 1 25 25.00, 2026-11-26 1 26 26.00", await DaysAsync(Day(25), Day(26)));
        Assert.Equal("2026-11-25 1 25 25.00", await DaysAsync(Day(25), Day(25)));
        Assert.Equal("2026-11-27 1 27 27.00", await DaysAsync(first: Day(27)));
        Assert.Equal("2026-11-24 1 24 24.00", await DaysAsync(last: Day(24)));
        Assert.Equal("", await DaysAsync(Day(28), DateOnly.MaxValue));
        Assert.Equal("a  2 51 51.00", await ItemsAsync(Day(25), Day(26)));
        Assert.Equal("a  1 25 25.00", await ItemsAsync(Day(25), Day(25)));
        Assert.Equal("a  4 102 102.00", await ItemsAsync(DateOnly.MinValue, DateOnly.MaxValue));
        Assert.Equal("", await ItemsAsync(last: Day(23)));

        static DateOnly Day(int day) => new(2026, 11, day);
    }

    [Theory]
    [InlineData("2026-03-28T22:59:59.999999Z 2026-03-28T23:00:00Z 2026-03-29T00:59:59Z 2026-03-29T01:00:00Z 2026-03-29T21:59:59.999999Z 2026-03-29T22:00:00Z", "2026-03-28 1, 2026-03-29 4, 2026-03-30 1")]
    [InlineData("2026-10-24T21:59:59.999999Z 2026-10-24T22:00:00Z 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T22:59:59.999999Z 2026-10-25T23:00:00Z", "2026-10-24 1, 2026-10-25 4, 2026-10-26 1")]
    public async Task Where_the_clocks_are_changed_a_day_is_shorter_or_longer(string times, string days)
    {
        await TakeAsync([.. times.Split(' ').Select(time => Place(time, time, Line("l1", "a")))]);

        Assert.Equal(days, string.Join(", ", (await Sales.ByDayAsync(null, null, CancellationToken.None)).Select(day => $"{day.Day} {day.Orders}")));
        Assert.Equal(0, (await VerifyAsync(_group)).Differing);
    }

    [Fact]
    public async Task What_is_rejected_or_canceled_on_a_later_day_is_taken_back_in_the_day_of_placing()
    {
        await TakeAsync(
            Place("1", "2026-11-25T22:30:00Z", Line("l1", "a", 2, 1.10m)),
            Place("2", "2026-11-25T22:40:00Z", Line("l1", "a", 1, 1.10m), Line("l2", "b", 1, 3m)),
            Place("3", "2026-11-25T22:50:00Z", Line("l1", "a", 4, 1.10m)));

        await TakeAsync(Cancel("1", "2026-11-26T10:00:00Z"), Place("4", "2026-11-26T10:00:00Z", Line("l1", "a", 1, 1.10m)));
        Assert.Equal("2026-11-25 2 6 8.50, 2026-11-26 1 1 1.10", await DaysAsync());

        await TakeAsync(Reject("2", "2026-12-24T10:00:00Z"));
        Assert.Equal("2026-11-25 1 4 4.40, 2026-11-26 1 1 1.10", await DaysAsync());
        Assert.Equal("a  2 5 5.50", await ItemsAsync());
        Assert.Equal(0, (await VerifyAsync(_group)).Differing);
    }

    // A day without sales is none, also when there were some for a while. The row stays, so that a fold of all events makes the same.
    [Fact]
    public async Task A_day_and_an_item_of_which_all_was_taken_back_are_not_reported_whether_that_comes_in_one_batch_or_in_two()
    {
        await TakeAsync(Place("1", "2026-11-25T12:00:00Z", Line("l1", "a")), Cancel("1", "2026-11-25T12:01:00Z"), Place("2", "2026-11-26T12:00:00Z", Line("l1", "b")));
        await TakeAsync(Reject("2", "2026-11-26T12:01:00Z"));

        Assert.Equal(("", ""), (await DaysAsync(), await ItemsAsync()));
        Assert.Equal((2L, 2L), (Scalar<long>("select count(*) from sales_by_day where orders = 0"), Scalar<long>("select count(*) from sales_by_item where total = 0")));
        Assert.Equal("4 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(_group)).ToString());
    }

    [Fact]
    public async Task An_order_that_was_never_placed_is_not_taken_back()
    {
        await TakeAsync(Place("1", "2026-11-25T12:00:00Z", Line("l1", "a")));
        await ApplyToGroupAsync(Opened("2"), Added("2", "l1", "a"), Canceled("2", placedAt: null, Line("l1", "a")), Opened("3"), Added("3", "l1", "a"), ("3", new OrderExpired()));

        Assert.Equal("2026-11-25 1 1 10.00", await DaysAsync());
    }

    [Fact]
    public async Task A_verification_finds_what_was_changed_by_hand_and_a_rebuild_mends_it()
    {
        await ApplyToGroupAsync([.. OfManyOrders(40, new Random(1))]);
        var (days, items) = (await DaysAsync(), await ItemsAsync());
        var day = Scalar<string>("select min(id) from sales_by_day");
        Assert.Equal(0, (await VerifyAsync(_group)).Differing);

        Execute("update sales_by_day set total = total + 1; delete from sales_by_item where id = (select min(id) from sales_by_item)");

        var wrong = await VerifyAsync(_group);
        Assert.Equal(2, wrong.Differing);
        Assert.Contains($"sales_by_day {day} differs in total", wrong.Differences.Select(difference => difference.ToString()));
        var store = Store(_group);
        await RebuildAsync(store, await store.OpenAsync(CancellationToken.None), ask: true);
        Assert.Equal(0, (await VerifyAsync(_group)).Differing);
        Assert.Equal((days, items), (await DaysAsync(), await ItemsAsync()));
    }

    [Fact]
    public async Task With_another_time_zone_the_tables_are_built_anew_and_a_copy_of_the_group_that_has_the_former_one_loses()
    {
        await TakeAsync(Place("1", "2026-11-25T22:30:00Z", Line("l1", "a")), Place("2", "2026-11-25T23:30:00Z", Line("l1", "a")));
        Assert.Equal("2026-11-25 1 1 10.00, 2026-11-26 1 1 10.00", await DaysAsync());
        var before = Store(_group);
        var behind = await before.OpenAsync(CancellationToken.None);
        Assert.Empty(behind.SetAside.Building);

        var utc = Store(In(TimeZoneInfo.Utc));
        var position = await utc.OpenAsync(CancellationToken.None);

        Assert.Equal(["sales"], position.SetAside.Building);
        await Assert.ThrowsAsync<RevisionLostException>(() => before.ApplyAsync(behind, [], CancellationToken.None));
        // Until then they serve as they are.
        Assert.Equal("2026-11-25 1 1 10.00, 2026-11-26 1 1 10.00", await DaysAsync());
        await RebuildAsync(utc, position);
        Assert.Equal("2026-11-25 2 2 20.00", await DaysAsync());
        Assert.Equal(0, (await VerifyAsync(utc.Group)).Differing);
        Assert.Empty((await utc.OpenAsync(CancellationToken.None)).SetAside.Building);
    }

    [Fact]
    public async Task Whatever_is_placed_and_taken_back_the_sums_are_those_of_the_orders_that_are_left()
    {
        var line = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 99], Gen.Int[0, 9_999_999], (item, quantity, cents) => Line($"{item}", $"item-{item}", quantity, cents / 100m));
        var move = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 10 * 24 * 60], line.Array[1, 4], Gen.Bool, (order, minute, lines, rejected) => new Move(order, minute, lines, rejected));
        var days = new BusinessDays(Berlin);
        // The first story may be one in which nothing happens: the tables are there all the same.
        await Store(_group).OpenAsync(CancellationToken.None);
        // Each story has days of its own, some of them with a change of the clocks.
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Gen.Select(move.Array[0, 40], Gen.Int[1, 9], (moves, batch) => (moves, batch)).SampleAsync(
            async story =>
            {
                start = start.AddDays(20);
                var (names, running, happened) = (Enumerable.Range(0, 10).Select(_ => $"{Guid.CreateVersion7()}").ToArray(), new HashSet<string>(), new List<JournalWriter.Row>());
                foreach (var next in story.moves)
                {
                    var (order, time) = (names[next.Order], $"{start.AddMinutes(next.Minute):O}");
                    happened.Add(!_placed.ContainsKey(order) ? Place(order, time, [.. next.Lines]) : running.Contains(order) ? next.Rejected ? Reject(order, time) : Cancel(order, time) : Writer.Next(order, Opened(order).Item2));
                    _ = happened[^1].Event.Data is OrderPlaced ? running.Add(order) : running.Remove(order);
                }

                foreach (var batch in happened.Chunk(story.batch))
                {
                    await TakeAsync(batch);
                }

                var (first, last) = (DateOnly.FromDateTime(start.Date).AddDays(-2), DateOnly.FromDateTime(start.Date).AddDays(15));
                var left = running.Select(order => _placed[order]).ToList();
                Assert.Equal(
                    string.Join(", ", left.GroupBy(sale => BusinessDays.Format(days.Of(sale.At))).OrderBy(day => day.Key, StringComparer.Ordinal)
                        .Select(day => $"{day.Key} {day.Count()} {day.Sum(sale => sale.Placed.Lines.Sum(sold => sold.Quantity))} {day.Sum(sale => sale.Placed.Total):F2}")),
                    await DaysAsync(first, last));
                Assert.Equal(
                    string.Join(", ", left.SelectMany(sale => sale.Placed.Lines, (sale, sold) => (sale, sold)).GroupBy(each => each.sold.MenuItemId)
                        .OrderByDescending(item => item.Sum(each => each.sold.SubTotal)).ThenBy(item => item.Key, StringComparer.Ordinal)
                        .Select(item => $"{item.Key}  {item.Select(each => each.sale.Placed).Distinct().Count()} {item.Sum(each => each.sold.Quantity)} {item.Sum(each => each.sold.SubTotal):F2}")),
                    await ItemsAsync(first, last));
            },
            iter: 40,
            threads: 1);

        Assert.Equal(0, (await VerifyAsync(_group)).Differing);
    }

    private static ProjectionGroup In(TimeZoneInfo zone) => new("test", [new MenuProjection(), new SalesProjection(zone)]);

    private JournalWriter.Row Item(string id, string description) => Writer.Next(id, MenuItemAdded(id, description).Item2);

    private JournalWriter.Row Gone(string id) => Writer.Next(id, MenuItemRemoved(id).Item2);

    private JournalWriter.Row Place(string order, string time, params PlacedLine[] lines)
    {
        var (at, placed) = (Time(time), (OrderPlaced)Placed(order, lines).Item2);
        _placed[order] = (at, placed);
        return At(at, Writer.Next(order, placed));
    }

    private JournalWriter.Row Cancel(string order, string time) => At(Time(time), Writer.Next(order, Canceled(order, _placed[order].At, [.. _placed[order].Placed.Lines]).Item2));

    private JournalWriter.Row Reject(string order, string time)
    {
        var (at, placed) = _placed[order];
        return At(Time(time), Writer.Next(order, new OrderRejected("Sold out", "anna", at, placed.Lines, placed.Total, "USD")));
    }

    private static JournalWriter.Row At(DateTimeOffset time, JournalWriter.Row row) => row with { Event = row.Event with { Timestamp = time } };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Stores rows and applies them as one batch.</summary>
    private async Task TakeAsync(params JournalWriter.Row[] rows)
    {
        var stored = await Writer.StoreAsync([.. rows.Select(row => (row, (long?)null))]);
        var store = Store(_group);
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), stored, CancellationToken.None);
    }

    private Task ApplyToGroupAsync(params (string AggregateId, DomainEvent Happened)[] events) => TakeAsync([.. events.Select(next => Writer.Next(next.AggregateId, next.Happened))]);

    private async Task RebuildAsync(GroupStore store, GroupPosition position, bool ask = false)
    {
        if (ask)
        {
            await using var connection = await Database.ConnectAsync(CancellationToken.None);
            await new RebuildRow { Projection = "sales", RequestedBy = "anna", RequestedAt = "" }.AskAsync(connection, transaction: null, CancellationToken.None);
        }

        for (var state = RebuildState.Behind; state != RebuildState.Over;)
        {
            (position, var progress) = await store.RebuildAsync(position, "sales", oneByOne: false, rate: 0, CancellationToken.None);
            state = progress.State;
        }
    }

    private async Task<string> DaysAsync(DateOnly? first = null, DateOnly? last = null) =>
        string.Join(", ", (await Sales.ByDayAsync(first, last, CancellationToken.None)).Select(day => $"{day.Day} {day.Orders} {day.Units} {day.Total}"));

    private async Task<string> ItemsAsync(DateOnly? first = null, DateOnly? last = null) =>
        string.Join(", ", (await Sales.ByItemAsync(first, last, CancellationToken.None)).Select(item => $"{item.MenuItemId} {item.Description} {item.Orders} {item.Units} {item.Total}"));

    /// <summary>What happens next to one of ten orders: it is placed, and then taken back.</summary>
    /// <param name="Rejected">By a rejection, or else a cancellation.</param>
    private sealed record Move(int Order, int Minute, IReadOnlyList<PlacedLine> Lines, bool Rejected);
}
