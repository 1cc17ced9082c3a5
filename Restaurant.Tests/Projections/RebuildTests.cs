using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Menu;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

/// <summary>Tables are built anew beside those that serve, and take their place.</summary>
public sealed class RebuildTests : ReadModelTest
{
    private readonly RecordingProjection _recorded = new();

    private ProjectionGroup Group => new("test", [new MenuProjection(), _recorded]);

    [Fact]
    public async Task What_was_changed_by_hand_is_gone_when_the_new_tables_serve_and_until_then_the_old_ones_do()
    {
        var store = Store(Group);
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b")), CancellationToken.None);
        Execute("update menu set price = 1 where id = 'a'; delete from menu where id = 'b'; delete from menu_counters");
        await AskAsync("menu");

        (position, var progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        (position, progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);

        Assert.Equal(new RebuildProgress(RebuildState.CaughtUp, Events: 2), progress);
        Assert.Equal(1, Scalar<long>("select price from menu"));
        (position, progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        Assert.Equal(RebuildState.Over, progress.State);
        Assert.Equal("2 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
        Assert.Equal(["menu", "menu_counters"], await TablesAsync("menu"));
        Assert.Equal(position, await store.OpenAsync(CancellationToken.None));
        Assert.Equal(0, Scalar<long>("select count(*) from projection_rebuild"));
    }

    [Fact]
    public async Task The_new_tables_follow_their_group_which_goes_on_meanwhile_and_neither_misses_what_comes_late()
    {
        IReadOnlyList<OrderingRange> burnt = [];
        var group = new ProjectionGroup("test", [new MenuProjection()]);
        var store = Store(group, (_, _, _) => Task.FromResult(burnt));
        var position = await store.OpenAsync(CancellationToken.None);
        var late = Writer.Next("late", MenuItemAdded("late").Item2);
        position = await store.ApplyAsync(position, await Writer.StoreAsync((Writer.Next("a", MenuItemAdded("a").Item2), 5)), CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        (position, var progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        Assert.Equal(RebuildState.CaughtUp, progress.State);

        // It is there, and the group has yet to see it.
        await Writer.StoreAsync((late, 2));
        position = await store.ApplyAsync(position, await Writer.StoreAsync((Writer.Next("a", MenuItemModified("a", "A").Item2), 7)), CancellationToken.None);
        (position, progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);

        Assert.Equal(new RebuildProgress(RebuildState.CaughtUp, Events: 2), progress);
        burnt = [new OrderingRange(1, 1), new OrderingRange(3, 4)];
        position = await store.ApplyAsync(position, [], CancellationToken.None);
        position = await RebuildAsync(store, position, "menu");
        Assert.Equal("[[6,6]]", position.Ledger.FormatGaps());
        Assert.Equal("3 events, 4 rows, 0 differences, 0 events wait", (await VerifyAsync(group)).ToString());
    }

    [Fact]
    public async Task A_rebuild_goes_on_where_it_was_when_its_group_starts_elsewhere()
    {
        var store = Store(Group);
        var rows = await Writer.AppendAsync([.. Enumerable.Range(0, 2_500).Select(number => MenuItemAdded($"{number}"))]);
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        (position, var first) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);

        var elsewhere = Store(Group);
        var (_, second) = await elsewhere.RebuildAsync(await elsewhere.OpenAsync(CancellationToken.None), "menu", oneByOne: false, rate: 0, CancellationToken.None);

        Assert.Equal((500, 500), (first.Events, second.Events));
        await Assert.ThrowsAsync<RevisionLostException>(() => store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None));
        await RebuildAsync(elsewhere, await elsewhere.OpenAsync(CancellationToken.None), "menu");
        Assert.Equal("2500 events, 7500 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task Tables_of_another_shape_serve_as_they_are_until_they_are_built()
    {
        var old = Store(new ProjectionGroup("test", [new MenuProjection(), new RecordingProjection()]));
        var behind = await old.ApplyAsync(await old.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b")), CancellationToken.None);
        var newer = Store(new ProjectionGroup("test", [new MenuProjection(), new RecordingProjection { Version = 2 }]));

        var position = await newer.OpenAsync(CancellationToken.None);
        await Assert.ThrowsAsync<RevisionLostException>(() => old.ApplyAsync(behind, [], CancellationToken.None));
        position = await newer.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("c")), CancellationToken.None);

        Assert.Equal(["recorded"], position.SetAside.Building);
        Assert.Equal((3, 2), (Scalar<long>("select count(*) from menu"), Scalar<long>("select count(*) from recorded")));
        position = await RebuildAsync(newer, position, "recorded");
        Assert.Empty(position.SetAside.Building);
        Assert.Equal("3 events, 9 rows, 0 differences, 0 events wait", (await VerifyAsync(newer.Group)).ToString());
        await newer.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("d")), CancellationToken.None);
        Assert.Equal(4, Scalar<long>("select count(*) from recorded"));
    }

    [Fact]
    public async Task A_program_leaves_the_tables_of_a_newer_one_alone()
    {
        var newer = Store(new ProjectionGroup("test", [new MenuProjection(), new RecordingProjection { Version = 2 }]));
        await newer.ApplyAsync(await newer.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);

        var older = await Assert.ThrowsAsync<NewerTablesException>(() => Store(Group).OpenAsync(CancellationToken.None));
        var unknown = await Assert.ThrowsAsync<NewerTablesException>(() => Store(new ProjectionGroup("test", [new MenuProjection()])).OpenAsync(CancellationToken.None));

        Assert.Equal("A newer program has made the tables of the projection 'recorded' (version 2; this program has version 1).", older.Message);
        Assert.Contains("does not know it", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(1, Scalar<long>("select count(*) from recorded"));
    }

    [Fact]
    public async Task A_projection_that_is_added_later_is_filled_from_the_first_event()
    {
        var before = Store(new ProjectionGroup("test", [new MenuProjection()]));
        await before.ApplyAsync(await before.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b")), CancellationToken.None);
        var store = Store(Group);
        var position = await store.OpenAsync(CancellationToken.None);
        Assert.Equal(0, Scalar<long>("select count(*) from recorded"));

        position = await store.ApplyAsync(position, await Writer.AppendAsync(MenuItemAdded("c")), CancellationToken.None);
        await RebuildAsync(store, position, "recorded");

        Assert.Equal("3 events, 9 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task The_tables_of_a_projection_that_is_retired_go()
    {
        var store = Store(Group);
        _recorded.FaultAt = _ => new InvalidDataException("It does not fit.");
        var position = await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        await AskAsync("recorded");
        (position, _) = await store.RebuildAsync(position, "recorded", oneByOne: true, rate: 0, CancellationToken.None);
        await store.RebuildAsync(position, "recorded", oneByOne: true, rate: 0, CancellationToken.None);

        await Store(new ProjectionGroup("test", [new MenuProjection()]) { Retired = ["recorded"] }).OpenAsync(CancellationToken.None);

        Assert.Empty(await TablesAsync("recorded"));
        Assert.Equal(0, Scalar<long>("select (select count(*) from projection_parked) + (select count(*) from projection_rebuild)"));
    }

    [Fact]
    public async Task A_table_that_was_taken_away_is_empty_until_its_projection_is_built_anew()
    {
        var store = Store(Group);
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        Execute("drop table recorded");

        var position = await store.OpenAsync(CancellationToken.None);

        Assert.Equal(["recorded"], position.SetAside.Building);
        Assert.Equal(["recorded"], (await store.OpenAsync(CancellationToken.None)).SetAside.Building);
        await RebuildAsync(store, position, "recorded");
        Assert.Equal("1 events, 3 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task What_the_new_tables_cannot_take_is_parked_for_them_alone()
    {
        var store = Store(Group);
        var position = await store.ApplyAsync(
            await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemModified("a", "A")), CancellationToken.None);
        await AskAsync("recorded");
        (position, _) = await store.RebuildAsync(position, "recorded", oneByOne: false, rate: 0, CancellationToken.None);
        _recorded.FaultAt = row => row.Ordering == 1 ? new InvalidDataException("It does not fit.") : null;
        await Assert.ThrowsAsync<InvalidDataException>(() => store.RebuildAsync(position, "recorded", oneByOne: false, rate: 0, CancellationToken.None));

        (position, _) = await store.RebuildAsync(position, "recorded", oneByOne: true, rate: 0, CancellationToken.None);

        Assert.Empty(position.SetAside.Parked);
        Assert.Equal(3, Scalar<long>("select count(*) from recorded"));
        position = await RebuildAsync(store, position, "recorded");
        Assert.Equal("recorded", Assert.Single(position.SetAside.Parked).Key.Projection);
        Assert.Equal("3 events, 5 rows, 0 differences, 0 events wait, 2 are parked", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task What_was_parked_is_tried_anew_and_what_was_skipped_stays_so()
    {
        var store = Store(Group);
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        _recorded.FaultAt = _ => new InvalidDataException("It does not fit.");
        var position = await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'no use' where ordering = 2");
        position = await store.RetryAsync(position, new("recorded", "menu-item-b"), CancellationToken.None);

        // The recorded projection writes down whatever it is given; the skipped one is given without its data.
        _recorded.FaultAt = _ => null;
        await AskAsync("recorded");
        position = await RebuildAsync(store, position, "recorded");

        Assert.Empty(position.SetAside.Parked);
        Assert.Equal([("recorded", 2L)], position.SetAside.Skipped);
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task A_start_of_another_program_does_not_set_back_a_group_that_moves_on_meanwhile()
    {
        await Store(Group).OpenAsync(CancellationToken.None);
        await using var moving = await Database.ConnectAsync(CancellationToken.None);
        await using var transaction = await moving.BeginTransactionAsync();
        await moving.ExecuteAsync("update projection_group set ledger_offset = 7, revision = revision + 1", transaction: transaction);

        var opening = Store(new ProjectionGroup("test", [new MenuProjection(), new RecordingProjection { Version = 2 }])).OpenAsync(CancellationToken.None);
        await Eventually.HoldsAsync(() => Scalar<bool>("select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%projection_group%')"));
        await transaction.CommitAsync();

        Assert.Equal(new GapLedger(7, []), (await opening).Ledger);
        Assert.Equal(7, Scalar<long>("select ledger_offset from projection_group"));
    }

    [Fact]
    public async Task A_skip_is_heeded_by_tables_that_held_the_event_already()
    {
        var store = Store(Group);
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        Execute("update menu set version = 7");
        position = await store.ApplyOneByOneAsync(position, await Writer.AppendAsync(MenuItemModified("a", "A")), CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        (position, var progress) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        Assert.Equal(new RebuildProgress(RebuildState.CaughtUp, Events: 2), progress);

        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'lost'");
        position = await store.RetryAsync(position, new("menu", "menu-item-a"), CancellationToken.None);
        position = await RebuildAsync(store, position, "menu");

        Assert.Empty(position.SetAside.Parked);
        Assert.Equal("a 2", Scalar<string>("select description || ' ' || cast(version as text) from menu"));
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait, 1 are skipped", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task What_is_parked_stays_so_until_the_new_tables_serve_and_what_is_asked_meanwhile_is_done_then()
    {
        var store = Store(Group);
        _recorded.FaultAt = _ => new InvalidDataException("It does not fit.");
        var position = await store.ApplyOneByOneAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        await AskAsync("recorded");

        (position, _) = await store.RebuildAsync(position, "recorded", oneByOne: false, rate: 0, CancellationToken.None);
        Assert.Equal(position, await store.OpenAsync(CancellationToken.None));
        Assert.Single(position.SetAside.Parked);
        (position, _) = await store.RebuildAsync(position, "recorded", oneByOne: true, rate: 0, CancellationToken.None);
        Execute("update projection_parked set request = 'skip', requested_by = 'anna', reason = 'no use' where projection = 'recorded'");
        position = await RebuildAsync(store, position, "recorded");

        Assert.Single(position.SetAside.Parked);
        Assert.Equal("recorded skip anna no use", Scalar<string>("select projection || ' ' || request || ' ' || requested_by || ' ' || reason from projection_parked"));
        Assert.Equal([new ParkedAggregate("recorded", "menu-item-a")], (await store.RequestsAsync(CancellationToken.None)).Retries);
    }

    [Fact]
    public async Task Tables_that_a_newer_program_has_left_out_are_built_anew_by_the_older_one_that_comes_back()
    {
        var old = Store(Group);
        await old.ApplyAsync(await old.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        var newer = Store(new ProjectionGroup("test", [new MenuProjection(), new RecordingProjection { Version = 2 }]));
        var left = await newer.OpenAsync(CancellationToken.None);

        // It has only started, and taken nothing.
        Assert.Empty((await old.OpenAsync(CancellationToken.None)).SetAside.Building);
        left = await newer.OpenAsync(CancellationToken.None);
        await newer.ApplyAsync(left, await Writer.AppendAsync(MenuItemAdded("b")), CancellationToken.None);
        var position = await old.OpenAsync(CancellationToken.None);

        Assert.Equal(["recorded"], position.SetAside.Building);
        Assert.Equal("2 events, 4 rows, 0 differences, 0 events wait; left out, since being built: recorded", (await VerifyAsync(Group)).ToString());
        await RebuildAsync(old, position, "recorded");
        Assert.Equal("2 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task A_table_that_is_taken_away_during_a_rebuild_has_it_begin_anew_and_hinders_no_later_one()
    {
        var store = Store(Group);
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        Execute("drop table menu_counters");

        await Assert.ThrowsAsync<RevisionLostException>(async () =>
        {
            await store.OpenAsync(CancellationToken.None);
            await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        });
        position = await RebuildAsync(store, await store.OpenAsync(CancellationToken.None), "menu");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await AskAsync("menu");
            position = await RebuildAsync(store, position, "menu");
        }

        Assert.Equal(["menu", "menu_counters"], await TablesAsync("menu"));
        Assert.Equal("1 events, 3 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [Fact]
    public async Task A_group_whose_row_was_lost_begins_anew_and_so_does_what_was_being_filled()
    {
        var store = Store(Group);
        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), rows, CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        Execute("delete from projection_group");

        position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), [rows[0]], CancellationToken.None);
        await AskAsync("menu");
        position = await RebuildAsync(store, position, "menu");
        await store.ApplyAsync(position, [rows[1]], CancellationToken.None);

        Assert.Equal("2 events, 6 rows, 0 differences, 0 events wait", (await VerifyAsync(Group)).ToString());
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task Who_reads_a_table_for_long_holds_up_the_exchange_and_no_other_reader()
    {
        var store = Store(Group);
        var position = await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(MenuItemAdded("a")), CancellationToken.None);
        await AskAsync("menu");
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        (position, _) = await store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None);
        await using (var reading = await Database.ConnectAsync(CancellationToken.None))
        {
            await using var transaction = await Database.BeginReadAsync(reading, CancellationToken.None);
            await reading.ExecuteAsync("select * from menu", transaction: transaction);

            var heldUp = await Assert.ThrowsAnyAsync<Exception>(() => store.RebuildAsync(position, "menu", oneByOne: false, rate: 0, CancellationToken.None));

            Assert.True(Database.IsHeldUp(heldUp), $"{heldUp}");
            Assert.False(store.IsPassing(heldUp));
            Assert.Equal(1, Scalar<long>("select count(*) from menu"));
        }

        await RebuildAsync(store, position, "menu");
        Assert.Equal(0, (await VerifyAsync(Group)).Differing);
    }

    [Fact]
    public void What_holds_an_exchange_up_is_told_once_however_often_it_is_tried()
    {
        var pace = new RebuildPace("menu");
        var heldUp = new TimeoutException("Somebody reads.");

        Assert.Equal("Somebody reads.", pace.Fail(heldUp, isHeldUp: true));
        pace.Count(new RebuildProgress(RebuildState.CaughtUp, Events: 3));
        Assert.Null(pace.Fail(heldUp, isHeldUp: true));
        Assert.Equal((0, TimeSpan.FromSeconds(1)), (pace.Attempts, pace.Pause));

        pace.Count(new RebuildProgress(RebuildState.Behind, Events: 3));
        Assert.Equal("Somebody reads.", pace.Fail(heldUp, isHeldUp: true));
    }

    private async Task AskAsync(string projection)
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            insert into projection_rebuild (projection, fingerprint, suffix, tables, ledger_offset, gaps, events, events_per_second, requested_by, requested_at)
            values (@projection, '', '', '', 0, '[]', 0, 0, 'anna', '')
            """,
            new { projection });
    }

    private static async Task<GroupPosition> RebuildAsync(GroupStore store, GroupPosition position, string projection)
    {
        RebuildProgress progress;
        do
        {
            (position, progress) = await store.RebuildAsync(position, projection, oneByOne: false, rate: 0, CancellationToken.None);
        }
        while (progress.State != RebuildState.Over);

        return position;
    }

    private async Task<IEnumerable<string>> TablesAsync(string beginning)
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        return await connection.QueryAsync<string>($"select t.name from {Database.Sql.ReadTables} t where t.name like '{beginning}%' order by t.name");
    }
}
