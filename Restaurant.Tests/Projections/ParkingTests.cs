using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>What a projection cannot apply is set aside with what follows in the same aggregate, and all else goes on.</summary>
public sealed class ParkingTests : ReadModelTest
{
    private static readonly ParkedAggregate MenuItemA = new("menu", "menu-item-a");

    private readonly RecordingProjection _recorded = new();

    private ProjectionGroup Group => new("test", [new MenuProjection(), _recorded]);

    [Fact]
    public async Task A_row_that_cannot_be_read_is_parked_at_once_in_each_projection_with_what_follows_it()
    {
        var first = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemModified("a", "A").Item2));
        var behind = await Writer.AppendAsync(MenuItemModified("a", "B"), MenuItemModified("b", "B"));
        var store = Store(Group);

        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [.. first, unreadable, .. behind], CancellationToken.None);

        Assert.Equal(5, position.Ledger.Offset);
        Assert.Equal(["menu 3", "menu 4", "recorded 3", "recorded 4"], Parked());
        Assert.StartsWith("The event 'fromTheFuture:9' cannot be read: ", position.SetAside.Parked[MenuItemA], StringComparison.Ordinal);
        Assert.Equal(1, Scalar<long>("select version from menu where id = 'a'"));
        Assert.Equal(2, Scalar<long>("select version from menu where id = 'b'"));
        Assert.Equal(position, await store.OpenAsync(CancellationToken.None));
        Assert.Equal("5 events, 7 rows, 0 differences, 0 events wait, 4 are parked", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task A_projection_is_not_held_up_by_what_another_one_has_parked()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemModified("a", "A"));
        _recorded.FaultAt = _ => new InvalidDataException("It does not fit.");
        var store = Store(Group);

        var position = await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);

        Assert.Equal([new ParkedAggregate("recorded", "menu-item-a")], position.SetAside.Parked.Keys);
        Assert.Equal(2, Scalar<long>("select version from menu where id = 'a'"));
        Assert.Equal(0, Scalar<long>("select count(*) from recorded"));
    }

    [Fact]
    public async Task What_an_event_has_done_before_it_failed_is_taken_back_and_what_others_did_is_not()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"));
        _recorded.FaultAt = row => row.Ordering == 2 ? new InvalidDataException("It does not fit.") : null;
        var store = Store(Group);

        await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);

        Assert.Equal(["recorded 2"], Parked());
        Assert.Equal(2, Scalar<long>("select count(*) from recorded"));
        Assert.Equal(3, Scalar<long>("select count(*) from menu"));
    }

    [Fact]
    public async Task A_statement_that_the_database_refuses_is_parked_like_any_other_fault()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var store = Store(Group);
        var position = await store.OpenAsync(CancellationToken.None);
        Execute("create unique index one_price on menu (price)");

        await store.ApplyOneByOneAsync(position, rows, CancellationToken.None);

        Assert.Equal(["menu 2"], Parked());
        Assert.Equal(2, Scalar<long>("select count(*) from recorded"));
        Execute("drop index one_price");
        await store.RetryAsync(await store.OpenAsync(CancellationToken.None), new ParkedAggregate("menu", "menu-item-b"), CancellationToken.None);
        Assert.Equal("2 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task A_retry_goes_on_in_order_until_an_event_fails_again()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemModified("a", "A"), MenuItemModified("a", "B"));
        _recorded.FaultAt = row => row.Version == 1 ? new InvalidDataException("Not the first.") : null;
        var store = Store(Group);
        var position = await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
        var aggregate = new ParkedAggregate("recorded", "menu-item-a");

        _recorded.FaultAt = row => row.Version == 2 ? new InvalidDataException("Not the second.") : null;
        position = await store.RetryAsync(position, aggregate, CancellationToken.None);

        Assert.Equal(["recorded 2", "recorded 3"], Parked());
        Assert.Equal("Not the second.", position.SetAside.Parked[aggregate]);
        Assert.Equal(position, await store.OpenAsync(CancellationToken.None));
        _recorded.FaultAt = _ => null;
        position = await store.RetryAsync(position, aggregate, CancellationToken.None);
        Assert.Empty(position.SetAside.Parked);
        Assert.Equal("1 2 3", Scalar<string>("select string_agg(cast(ordering as text), ' ') from (select ordering from recorded order by id) r"));
    }

    [Fact]
    public async Task A_skipped_event_counts_as_a_version_changes_nothing_and_is_kept_with_who_and_why()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"));
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemModified("a", "A").Item2));
        var behind = await Writer.AppendAsync(MenuItemModified("a", "B"));
        var store = Store(new ProjectionGroup("test", [new MenuProjection()]));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [.. rows, unreadable, .. behind], CancellationToken.None);
        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'lost with the old till' where ordering = 2");

        position = await store.RetryAsync(position, MenuItemA, CancellationToken.None);

        Assert.Empty(position.SetAside.Parked);
        Assert.Equal("B", Scalar<string>("select description from menu where id = 'a' and version = 3"));
        Assert.Equal("anna, lost with the old till", Scalar<string>("select skipped_by || ', ' || reason from projection_skipped where projection = 'menu' and ordering = 2 and version = 2"));
        Assert.Equal("3 events, 2 rows, 0 differences, 0 events wait, 1 are skipped", (await VerifyAsync(store.Group)).ToString());
    }

    [Fact]
    public async Task When_the_first_event_is_skipped_what_follows_cannot_be_applied_and_says_so()
    {
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        var behind = await Writer.AppendAsync(MenuItemModified("a", "B"));
        var store = Store(new ProjectionGroup("test", [new MenuProjection()]));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [unreadable, .. behind], CancellationToken.None);
        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'lost' where ordering = 1");

        position = await store.RetryAsync(position, MenuItemA, CancellationToken.None);

        Assert.Equal(["menu 2"], Parked());
        Assert.Contains("menu-item-a@2 (ordering 2) does not follow on version 0", position.SetAside.Parked[MenuItemA], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skip_that_leads_nowhere_can_be_asked_for_again()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"));
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemModified("a", "A").Item2));
        var store = Store(new ProjectionGroup("test", [new MenuProjection()]));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [.. rows, unreadable], CancellationToken.None);
        Execute("update menu set version = 7");

        foreach (var reason in new[] { "lost", "still lost" })
        {
            Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = @reason", new { reason });
            position = await store.RetryAsync(position, MenuItemA, CancellationToken.None);
            Assert.Contains("does not follow on version 7", position.SetAside.Parked[MenuItemA], StringComparison.Ordinal);
        }

        Assert.Equal("still lost", Scalar<string>("select reason from projection_skipped"));
    }

    [Fact]
    public async Task An_event_whose_row_is_gone_can_be_skipped()
    {
        var rows = await Writer.AppendAsync(MenuItemAdded("a"));
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemModified("a", "A").Item2));
        var behind = await Writer.AppendAsync(MenuItemModified("a", "B"));
        var store = Store(new ProjectionGroup("test", [new MenuProjection()]));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [.. rows, unreadable, .. behind], CancellationToken.None);
        Execute("delete from journal where ordering = 2");

        position = await store.RetryAsync(position, MenuItemA, CancellationToken.None);
        Assert.Equal("The row is gone from the journal.", position.SetAside.Parked[MenuItemA]);
        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'lost' where ordering = 2");
        position = await store.RetryAsync(position, MenuItemA, CancellationToken.None);

        Assert.Empty(position.SetAside.Parked);
        Assert.Equal("B", Scalar<string>("select description from menu where version = 3"));
    }

    [Fact]
    public async Task A_retry_takes_no_skip_back_and_what_is_parked_for_tables_that_do_not_serve_cannot_be_addressed()
    {
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        var store = Store(new ProjectionGroup("test", [new MenuProjection()]));
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [unreadable], CancellationToken.None);
        Execute("insert into projection_parked (projection, ordering, persistence_id, version, error, attempts, parked_at) values ('menu__0', 1, 'menu-item-a', 1, 'no', 1, '')");
        var parked = new ParkedView(Database, UsualProjections.Catalog);

        await parked.SkipAsync("menu-1", "anna", "lost", CancellationToken.None);
        var asked = await parked.RetryAsync("menu-1", "bert", CancellationToken.None);

        Assert.Equal(("skip", "anna", "lost"), (asked?.Request, asked?.RequestedBy, asked?.Reason));
        Assert.Null(await parked.RetryAsync("menu__0-1", "bert", CancellationToken.None));
        Assert.Equal("menu-1", Assert.Single((await parked.ListAsync(10, after: null, CancellationToken.None)).Items).Address());
    }

    [Fact]
    public async Task A_copy_that_is_behind_parks_and_retries_nothing()
    {
        var unreadable = await Writer.StoreUnreadableAsync(Writer.Next("a", MenuItemAdded("a").Item2));
        var (one, other) = (Store(Group), Store(Group));
        var position = await one.OpenAsync(CancellationToken.None);
        await one.ApplyAsync(position, [unreadable], CancellationToken.None);

        await Assert.ThrowsAsync<RevisionLostException>(() => other.ApplyAsync(position, [unreadable], CancellationToken.None));
        await Assert.ThrowsAsync<RevisionLostException>(() => other.RetryAsync(position, MenuItemA, CancellationToken.None));

        Assert.Equal(["menu 1", "recorded 1"], Parked());
    }

    [Fact]
    public async Task An_event_that_is_late_is_parked_in_its_place()
    {
        var store = Store(Group, (_, _, _) => Task.FromResult<IReadOnlyList<OrderingRange>>([]));
        var (a1, a2) = (Writer.Next("a", MenuItemAdded("a").Item2), Writer.Next("a", MenuItemModified("a", "A").Item2));
        var b = await Writer.StoreAsync((Writer.Next("b", MenuItemAdded("b").Item2), 3));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), b, CancellationToken.None);
        await Writer.StoreAsync((a1, 1), (a2, 2));
        _recorded.FaultAt = row => row.Version == 1 ? new InvalidDataException("Not the first.") : null;

        position = await store.ApplyOneByOneAsync(position, [], CancellationToken.None);

        Assert.Equal(["recorded 1", "recorded 2"], Parked());
        Assert.Equal(new GapLedger(3, []), position.Ledger);
    }

    private IReadOnlyList<string> Parked()
    {
        using var connection = Database.ConnectAsync(CancellationToken.None).GetAwaiter().GetResult();
        return [.. connection.Query<string>("select projection || ' ' || cast(ordering as text) from projection_parked order by projection, ordering")];
    }
}
