using CsCheck;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Feed;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Rebuilding;
using Restaurant.Tests.PostgreSql;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Feed;

/// <summary>Which place an event has, and that it keeps it.</summary>
public sealed class FeedProjectionTests : FeedTest
{
    [Fact]
    public async Task Events_have_places_from_1_on_without_a_hole_however_they_are_batched()
    {
        var random = new Random(1);
        var rows = await Writer.AppendAsync([.. OfManyOrders(30, random)]);
        for (var applied = 0; applied < rows.Count;)
        {
            var batch = rows.Skip(applied).Take(random.Next(1, 20)).ToList();
            await ApplyToFeedAsync(batch);
            applied += batch.Count;
        }

        var places = await RowsAsync();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), places.Select(place => place.Id));
        Assert.Equal(rows.Select(row => (row.Ordering, row.PersistenceId, row.Version)), places.Select(place => (place.Ordering, place.PersistenceId, place.Version)));
        Assert.Equal($"{rows.Count} events, {rows.Count} rows, 0 differences, 0 events wait", (await VerifyFeedAsync()).ToString());
    }

    [Fact]
    public async Task A_row_says_what_kind_of_event_it_is_what_it_is_about_and_whose_it_is()
    {
        await HappenAsync(MenuItemAdded("pizza"), SignedUp("anna"), Opened("one", "anna"), Opened("two", "ben"));
        await HappenAsync(Added("one", "l1", "pizza"), Verified("anna"), Placed("one", Line("l1", "pizza")));
        await HappenAsync(Canceled("two", placedAt: null));

        Assert.Equal(
            [
                ("restaurant.menuItem.menuItemAdded", "pizza", null),
                ("restaurant.customer.customerSignedUp", "anna", "anna"),
                ("restaurant.order.orderOpened", "one", "anna"),
                ("restaurant.order.orderOpened", "two", "ben"),
                ("restaurant.order.itemAddedToOrder", "one", "anna"),
                ("restaurant.customer.customerVerified", "anna", "anna"),
                ("restaurant.order.orderPlaced", "one", "anna"),
                ("restaurant.order.orderCanceled", "two", "ben"),
            ],
            (await RowsAsync()).Select(row => (row.Type, row.Subject, row.Owner)));
    }

    [Fact]
    public async Task An_event_that_is_committed_late_has_the_next_place_and_no_place_changes()
    {
        var store = FeedStore((_, _, _) => Task.FromResult<IReadOnlyList<OrderingRange>>([]));
        var (a1, b1, a2) = (Writer.Next("a", MenuItemAdded("a").Item2), Writer.Next("b", MenuItemAdded("b").Item2), Writer.Next("a", MenuItemModified("a", "A").Item2));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.StoreAsync((b1, 5)), CancellationToken.None);
        Assert.Equal("menu-item-b@1", await PlacesAsync());

        await Writer.StoreAsync((a1, 2));
        await store.ApplyAsync(position, await Writer.StoreAsync((a2, 6)), CancellationToken.None);

        Assert.Equal("menu-item-b@1 menu-item-a@1 menu-item-a@2", await PlacesAsync());
        Assert.Equal(0, (await VerifyFeedAsync()).Differing);
    }

    [Fact]
    public async Task An_event_of_an_aggregate_that_only_a_newer_program_knows_waits_for_that_one()
    {
        var unknown = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemAdded("a").Item2)) with { PersistenceId = "courier-1" };
        Execute("update journal set persistence_id = @PersistenceId where ordering = @Ordering", new { unknown.PersistenceId, unknown.Ordering });
        await HappenAsync(MenuItemAdded("b"));

        await ApplyToFeedAsync([unknown]);

        Assert.Equal("menu-item-b@1", await PlacesAsync());
        Assert.Equal("2 events, 1 rows, 0 differences, 0 events wait, 1 are parked", (await VerifyFeedAsync()).ToString());
    }

    [Fact]
    public async Task Of_two_copies_the_one_that_is_behind_gives_out_no_place()
    {
        var (one, other) = (FeedStore(), FeedStore());
        var position = await one.OpenAsync(CancellationToken.None);
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        await one.ApplyAsync(position, rows, CancellationToken.None);

        await Assert.ThrowsAsync<RevisionLostException>(() => other.ApplyAsync(position, rows, CancellationToken.None));

        Assert.Equal("menu-item-a@1 menu-item-b@1", await PlacesAsync());
    }

    [Fact]
    public async Task An_event_that_is_passed_over_has_no_place_and_one_that_waits_has_the_next_when_it_is_its_turn()
    {
        var store = FeedStore();
        var first = await Writer.AppendAsync(Opened("a"), MenuItemAdded("b"));
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", Added("a", "l1", "b").Item2));
        var last = await Writer.AppendAsync(Canceled("a", placedAt: null), MenuItemModified("b", "B"));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [.. first, unreadable, .. last], CancellationToken.None);
        Assert.Equal("order-a@1 menu-item-b@1 menu-item-b@2", await PlacesAsync());
        Assert.Equal("5 events, 3 rows, 0 differences, 0 events wait, 2 are parked", (await VerifyFeedAsync()).ToString());

        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'lost' where error is not null");
        await store.RetryAsync(position, new("feed", "order-a"), CancellationToken.None);

        Assert.Equal("order-a@1 menu-item-b@1 menu-item-b@2 order-a@3", await PlacesAsync());
        Assert.Equal("anna", (await RowsAsync())[^1].Owner);
        Assert.Equal("5 events, 4 rows, 0 differences, 0 events wait, 1 are skipped", (await VerifyFeedAsync()).ToString());
    }

    [Fact]
    [Trait("Database", "Sqlite")]
    public Task However_rows_become_visible_and_whatever_fails_each_has_one_place_for_ever() =>
        LateCommits.Moves.SampleAsync(
            async moves =>
            {
                Execute(LateCommits.Clear);
                var writer = new JournalWriter(Database);
                await PlayAsync(new ImaginedWriters(writer, eager: false), writer, moves);
            },
            iter: 100,
            threads: 1);

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public Task However_transactions_end_and_whatever_fails_each_row_has_one_place_for_ever() =>
        LateCommits.Moves.SampleAsync(
            async moves =>
            {
                Execute($"truncate journal restart identity; {LateCommits.Clear}");
                var writer = new JournalWriter(Database);
                await using var writers = new RealWriters(Database, writer, () => BurntProofs.For(Database));
                await PlayAsync(writers, writer, moves);
            },
            iter: 20,
            threads: 1);

    [Fact]
    public async Task Tables_of_another_shape_are_neither_built_anew_nor_given_up()
    {
        var store = Store(new ProjectionGroup("test", [new RecordingProjection()]) { IsPermanent = true });
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);

        var lost = await Assert.ThrowsAsync<LostTablesException>(
            () => Store(new ProjectionGroup("test", [new RecordingProjection { Version = 2 }]) { IsPermanent = true }).OpenAsync(CancellationToken.None));

        Assert.StartsWith("The tables of the projection 'recorded' are not as they were left", lost.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (Scalar<long>("select count(*) from recorded"), Scalar<long>("select count(*) from projection_rebuild")));
    }

    [Theory]
    [InlineData("drop table feed")]
    [InlineData("delete from projection_group")]
    [InlineData("delete from projection_group; delete from projection_generation")]
    [InlineData("drop table feed; delete from projection_generation")]
    public async Task What_was_given_out_once_is_missed_and_not_given_out_anew(string damage)
    {
        await HappenAsync(MenuItemAdded("a"));
        Execute(damage);

        await Assert.ThrowsAsync<LostTablesException>(() => FeedStore().OpenAsync(CancellationToken.None));
        await Assert.ThrowsAsync<LostTablesException>(() => FeedStore().OpenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_wants_to_begin_afresh_removes_all_of_it()
    {
        await HappenAsync(MenuItemAdded("a"));
        Execute("drop table feed; delete from projection_group where name = 'feed'; delete from projection_generation where projection = 'feed'");

        var position = await FeedStore().OpenAsync(CancellationToken.None);

        Assert.Equal(GapLedger.Empty, position.Ledger);
        Assert.Equal(0, Scalar<long>("select count(*) from feed"));
    }

    [Fact]
    public async Task Nobody_has_it_built_anew_not_even_by_hand()
    {
        await HappenAsync(MenuItemAdded("a"));
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        await new RebuildRow { Projection = "feed", RequestedBy = "anna", RequestedAt = "" }.AskAsync(connection, transaction: null, CancellationToken.None);

        Assert.Null((await FeedStore().RequestsAsync(CancellationToken.None)).Rebuild);
    }

    private async Task PlayAsync(IWriters writers, JournalWriter writer, IReadOnlyList<int> moves)
    {
        var play = new LateCommits(writers, writer, Database, new FeedProjection());
        await play.RunAsync(moves);

        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        var applied = (await connection.QueryAsync<RecordedRow>("select ordering as Ordering, persistence_id as PersistenceId, version as Version from recorded order by id")).ToList();
        Assert.Null(await play.WhatWentWrongAsync());
        Assert.Equal(
            applied.Select((row, place) => (place + 1L, row.Ordering, row.PersistenceId, row.Version)),
            (await RowsAsync()).Select(row => (row.Id, row.Ordering, row.PersistenceId, row.Version)));
    }
}
