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

    [Fact]
    public async Task A_verification_does_not_hold_up_a_writer()
    {
        await ApplyAsync(await Writer.AppendAsync(MenuItemAdded("a")));
        await using var writing = await Database.ConnectAsync(CancellationToken.None);
        await using var transaction = writing.BeginTransaction();

        Assert.Equal(0, (await VerifyAsync()).Differing);
    }
}
