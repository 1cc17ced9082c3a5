using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class VerificationTests : ReadModelTest
{
    [Fact]
    public async Task Rows_that_equal_a_fold_are_found_to_be_without_differences()
    {
        await ApplyAsync(await Writer.AppendAsync([.. OfManyOrders(50, new Random(1))]));

        var result = await VerifyAsync();

        Assert.Equal((0, 0), (result.Differing, result.Waiting));
        Assert.Equal(await Journal.HeadAsync(CancellationToken.None), result.Events);
        Assert.Equal($"{result.Events} events, {result.Rows} rows, 0 differences, 0 events wait", result.ToString());
    }

    [Fact]
    public async Task A_changed_a_deleted_and_an_added_row_are_found_and_named()
    {
        var order = Guid.CreateVersion7().ToString();
        await ApplyAsync(await Writer.AppendAsync(
            MenuItemAdded("a"), MenuItemAdded("b"), SignedUp("anna"), Opened(order), Added(order, "l1", "a"), Added(order, "l2", "b")));
        Execute("update menu set price = price + 1 where id = 'a'");
        Execute("update orders set note = '' where note is null");
        Execute("delete from orders_lines where id = 'l2'");
        Execute("insert into customers (id, email, verified, signed_up_at, version) values ('nobody', null, false, '', 1)");
        Execute("update menu_counters set units_sold = 5 where id = 'b'");

        var result = await VerifyAsync();

        Assert.Equal(
            [
                "customers nobody should not be there",
                "menu a differs in price (menu-item-a@1)",
                "menu_counters b differs in units_sold (menu-item-b@1)",
                $"orders {order} differs in note (order-{order}@3)",
                $"orders_lines {order} l2 is missing (order-{order}@3)",
            ],
            result.Differences.Select(difference => difference.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(5, result.Differing);
    }

    [Fact]
    public async Task Of_many_differences_twenty_are_named_and_all_are_counted()
    {
        await ApplyAsync(await Writer.AppendAsync([.. Enumerable.Range(0, 30).Select(number => MenuItemAdded($"{number}"))]));
        Execute("delete from menu");

        var result = await VerifyAsync();

        Assert.Equal((30, 20), (result.Differing, result.Differences.Count));
    }

    [Fact]
    public async Task Only_what_was_applied_is_expected_and_the_rest_waits()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"));
        var store = Store(proof: (_, _, _) => Task.FromResult<IReadOnlyList<Restaurant.Actors.Persistence.OrderingRange>>([]));
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [rows[0]], CancellationToken.None);

        Assert.Equal("1 events, 2 rows, 0 differences, 2 events wait", (await VerifyAsync()).ToString());
    }

    [Fact]
    public async Task A_group_that_has_never_started_holds_nothing()
    {
        await Writer.AppendAsync(MenuItemAdded("a"));
        await Store().OpenAsync(CancellationToken.None);

        Assert.Equal("0 events, 0 rows, 0 differences, 1 events wait", (await VerifyAsync()).ToString());
    }

    [Theory]
    [InlineData(1, "journal menu-item-a@1 The event 'fromTheFuture:9' cannot be read")]
    [InlineData(3, "journal menu-item-a@3 The event 'fromTheFuture:9' cannot be read")]
    public async Task An_event_that_was_applied_and_cannot_be_read_any_more_is_named(long ordering, string difference)
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a"), MenuItemModified("a", "A"), MenuItemModified("a", "B"), MenuItemAdded("b")));
        Execute("update journal set manifest = 'fromTheFuture:9' where ordering = @ordering", new { ordering });

        var result = await VerifyAsync();

        Assert.Contains(result.Differences, found => found.ToString().StartsWith(difference, StringComparison.Ordinal));
        Assert.Contains(result.Differences, found => found.Table == "menu" && found.Key == "a");
        Assert.DoesNotContain(result.Differences, found => found.Key == "b");
    }

    [Fact]
    public async Task An_event_that_was_applied_and_is_not_there_any_more_is_missed_by_the_one_behind_it()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a"), MenuItemModified("a", "A"), MenuItemModified("a", "B")));
        Execute("delete from journal where ordering = 2");

        var result = await VerifyAsync();

        Assert.Equal(
            ["journal menu-item-a@3 The event menu-item-a@3 (ordering 3) does not follow on version 1, which the rows hold. (menu-item-a@3)", "menu a differs in description description_lower updated_at version (menu-item-a@3)"],
            result.Differences.Select(found => found.ToString()));
    }

    [Fact]
    public async Task A_verification_does_not_hold_up_a_writer()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a")));
        await using var writing = await Database.ConnectAsync(CancellationToken.None);
        await using var transaction = writing.BeginTransaction();

        Assert.Equal(0, (await VerifyAsync()).Differing);
    }
}
