using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Gateway;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Feed;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Feed;

/// <summary>The feed is read in parts, each of which says where the next one begins.</summary>
public sealed class FeedViewTests : FeedTest
{
    [Fact]
    public async Task Parts_of_any_size_add_up_to_the_journal()
    {
        var rows = await HappenAsync([.. OfManyOrders(20, new Random(1))]);
        foreach (var limit in new[] { 1, 7, 200 })
        {
            var (all, after) = (new List<FeedEvent>(), 0L);
            for (var page = await ReadAsync(after, limit: limit); page.Events.Count > 0; page = await ReadAsync(after, limit: limit))
            {
                Assert.InRange(page.Events.Count, 1, limit);
                all.AddRange(page.Events);
                after = page.Next;
            }

            Assert.Equal(rows.Select((row, place) => (place + 1L, ((StoredEvent)row.Event).Id)), all.Select(happened => (happened.Position, happened.Stored.Id)));
            Assert.Equal(rows.Count, after);
        }
    }

    [Fact]
    public async Task Where_nothing_follows_the_next_part_begins_where_this_one_did()
    {
        await FeedStore().OpenAsync(CancellationToken.None);
        Assert.Equal(0, (await ReadAsync(after: 0)).Next);
        await HappenAsync(MenuItemAdded("a"));

        Assert.Equal(1, (await ReadAsync(after: 1)).Next);
        Assert.Equal(9, (await ReadAsync(after: 9)).Next);
    }

    [Fact]
    public async Task A_filter_lets_through_what_it_names_and_what_it_holds_back_is_not_looked_at_again()
    {
        await HappenAsync(MenuItemAdded("a"), Opened("o"), MenuItemModified("a", "A"), Opened("p"), MenuItemModified("a", "B"));

        var opened = await ReadAsync(after: 0, new FeedFilter(["restaurant.order.orderOpened.v1"], Subject: null));
        Assert.Equal("2 4 > 5", Show(opened));
        var first = await ReadAsync(after: 0, new FeedFilter(["restaurant.order.orderOpened.v1", "restaurant.menuItem.menuItemAdded.v1"], Subject: null), limit: 2);
        Assert.Equal("1 2 > 2", Show(first));
        var about = await ReadAsync(after: 1, new FeedFilter([], Subject: "a"));
        Assert.Equal("3 5 > 5", Show(about));
        var both = await ReadAsync(after: 0, new FeedFilter(["restaurant.order.orderPlaced.v1"], Subject: "o"));
        Assert.Equal("> 5", Show(both));
    }

    [Fact]
    public async Task What_a_filter_lets_through_is_found_behind_very_much_else_in_some_steps()
    {
        await HappenAsync([.. Enumerable.Range(0, 6_000).Select(number => MenuItemAdded($"{number}")), Opened("o")]);
        var filter = new FeedFilter(["restaurant.order.orderOpened.v1"], Subject: null);

        Assert.Equal("> 5000", Show(await ReadAsync(after: 0, filter)));
        Assert.Equal("6001 > 6001", Show(await ReadAsync(after: 5_000, filter)));
        Assert.Equal("> 6001", Show(await ReadAsync(after: 6_001, filter)));
    }

    [Fact]
    public async Task A_part_of_large_events_is_short_and_has_at_least_one()
    {
        // Each has some 120 kB.
        var description = new string('x', 1_000);
        PlacedLine[] lines = [.. Enumerable.Range(0, 100).Select(number => Line($"l{number}", description))];
        await HappenAsync(Opened("a"), Placed("a", lines), Opened("b"), Placed("b", lines), Opened("c"), Placed("c", lines));

        var (parts, after) = (new List<string>(), 0L);
        for (var page = await ReadAsync(after); page.Next > after; page = await ReadAsync(after))
        {
            parts.Add(Show(page));
            after = page.Next;
        }

        Assert.Equal(["1 2 3 > 3", "4 5 > 5", "6 > 6"], parts);
    }

    [Fact]
    public async Task An_event_that_is_gone_from_the_journal_is_not_passed_by()
    {
        var rows = await HappenAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"));
        Execute("delete from journal where ordering = @ordering", new { ordering = rows[1].Ordering });

        Assert.Equal(1, (await ReadAsync(after: 0)).Next);
        var gone = await Assert.ThrowsAsync<DamagedHistoryException>(() => ReadAsync(after: 1));
        Assert.Equal("The event at position 2 of the feed, menu-item-b@1, is gone from the journal.", gone.Message);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_not_passed_by()
    {
        var rows = await HappenAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"));
        Execute("update journal set manifest = 'fromTheFuture:9' where ordering = @ordering", new { ordering = rows[1].Ordering });

        Assert.Equal(1, (await ReadAsync(after: 0)).Next);
        var damaged = await Assert.ThrowsAsync<DamagedHistoryException>(() => ReadAsync(after: 1));
        Assert.Equal("The event at position 2 of the feed, menu-item-b@1 ('fromTheFuture:9'), cannot be read.", damaged.Message);
    }

    [Fact]
    public void Types_are_named_by_aggregate_event_and_version()
    {
        Assert.Equal(Actors.Catalog.All.Sum(aggregate => aggregate.Events.Count), FeedTypes.All.Length);
        Assert.All(FeedTypes.All, type => Assert.Matches(@"^restaurant\.(order|menuItem|customer)\.[a-z][A-Za-z]+\.v[0-9]+$", type));
        Assert.Superset(
            new HashSet<string>(["restaurant.order.orderPlaced.v1", "restaurant.menuItem.menuItemAdded.v1", "restaurant.customer.customerSignedUp.v1"]), FeedTypes.All.ToHashSet());
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public async Task Each_part_is_read_off_an_index()
    {
        await HappenAsync(MenuItemAdded("a"));

        foreach (var plan in await PlansAsync("explain query plan"))
        {
            Assert.DoesNotContain(plan, step => step.Contains("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task Each_part_is_read_off_an_index_by_the_server()
    {
        await HappenAsync(MenuItemAdded("a"));

        foreach (var plan in await PlansAsync("set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off; explain (costs off)"))
        {
            Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal) || step.Contains("Sort", StringComparison.Ordinal));
        }
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> PlansAsync(string explain)
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var plans = new List<IReadOnlyList<string>>();
        foreach (var filter in new[] { FeedFilter.None, new FeedFilter(["restaurant.order.orderOpened.v1"], Subject: null), new FeedFilter([], Subject: "a") })
        {
            var (sql, parameters) = FeedView.Statement(after: 5, upTo: 500, filter, limit: 50, Database.Sql);
            plans.Add([.. (await connection.QueryAsync($"{explain} {sql}", parameters)).Select(step => string.Join(' ', ((IDictionary<string, object>)step).Values))]);
        }

        return plans;
    }

    private Task<FeedPage> ReadAsync(long after, FeedFilter? filter = null, int limit = 200) => View.ReadAsync(after, filter ?? FeedFilter.None, limit, CancellationToken.None);
}
