using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Orders;
using Restaurant.Actors.Persistence;
using Restaurant.Projections;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Deadlines;

public sealed class DeadlinesProjectionTests : ReadModelTest
{
    private static readonly DateTimeOffset Promised = new(2026, 11, 25, 13, 0, 0, TimeSpan.Zero);

    private static readonly ProjectionGroup Alone = new("alone", [new DeadlinesProjection()]);

    private readonly string _order = Guid.CreateVersion7().ToString();

    [Fact]
    public async Task A_row_has_the_last_change_of_an_open_order_and_the_last_moment_for_a_placed_one_and_goes_with_the_acceptance()
    {
        var rows = await Writer.AppendAsync(
            Opened(_order), Added(_order, "l", "a"), Placed(_order, Line("l", "a")), (_order, new OrderEvent.OrderAccepted(Promised)), (_order, new OrderEvent.OrderPreparationStarted()));
        var seen = new List<string?>();
        foreach (var row in rows)
        {
            await ApplyAsync([row]);
            seen.Add(Row());
        }

        Assert.Equal(["1 open since 2026-11-25T12:00:00.000000Z", "2 open since 2026-11-25T12:00:01.000000Z", "3 placed until 2026-11-25T13:00:00.000000Z", null, null], seen);
        Assert.Equal(0, (await VerifyAsync()).Differing);
    }

    [Theory]
    [InlineData(false, "OrderCanceled")]
    [InlineData(false, "OrderExpired")]
    [InlineData(true, "OrderCanceled")]
    [InlineData(true, "OrderRejected")]
    [InlineData(true, "OrderAccepted")]
    public async Task Whatever_ends_the_wait_takes_the_row_away_also_in_the_batch_that_has_made_it(bool placed, string ends)
    {
        var line = Line("l", "a");
        var end = ends switch
        {
            "OrderCanceled" => Canceled(_order, placed ? Promised : null, line),
            "OrderExpired" => (_order, new OrderEvent.OrderExpired()),
            "OrderRejected" => Rejected(_order, line),
            _ => (_order, new OrderEvent.OrderAccepted(Promised)),
        };
        var rows = await Writer.AppendAsync([Opened(_order), .. placed ? [Added(_order, "l", "a"), Placed(_order, line)] : Array.Empty<(string, DomainEvent)>(), end]);

        await ApplyAsync([.. rows.SkipLast(1)]);
        Assert.NotNull(Row());
        await ApplyAsync([rows[^1]]);
        Assert.Null(Row());

        var other = Guid.CreateVersion7().ToString();
        await ApplyAsync(await Writer.AppendAsync(Opened(other), Canceled(other, null)));
        Assert.Null(Row());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_rows_are_those_of_the_orders_that_wait_however_the_events_are_batched_and_a_rebuild_makes_the_same(int seed)
    {
        var random = new Random(seed);
        var rows = await Writer.AppendAsync([.. OfManyOrders(40, random)]);
        var most = 0L;
        for (var applied = 0; applied < rows.Count;)
        {
            var batch = rows.Skip(applied).Take(random.Next(1, 30)).ToList();
            await ApplyAsync(batch);
            applied += batch.Count;
            most = Math.Max(most, Scalar<long>("select count(*) from deadlines"));
            Assert.Equal(0, Scalar<long>(
                """
                select count(*) from orders o left join deadlines d on d.id = o.id
                where case o.status
                    when 'open' then d.version = o.version and d.changed_at = o.changed_at and d.accept_by is null
                    when 'placed' then d.version = o.version and d.accept_by = o.accept_by and d.changed_at is null
                    else d.id is null
                    end is not true
                """));
        }

        Assert.InRange(most, 3, long.MaxValue);
        Assert.Equal(0, Scalar<long>("select count(*) from deadlines where id not in (select id from orders)"));
        var before = await AllAsync();
        await RebuildAsync(Store());
        Assert.Equal(before, await AllAsync());
        Assert.Equal(0, (await VerifyAsync()).Differing);
    }

    // A program that does not know of deadlines was here before.
    [Fact]
    public async Task Orders_that_are_there_already_get_their_rows_when_a_program_that_makes_them_starts()
    {
        var before = new ProjectionGroup(UsualProjections.Catalog.ReadModel.Name, [.. UsualProjections.Catalog.ReadModel.Projections.Where(projection => projection.Name != "deadlines")]);
        var store = Store(before);
        await store.ApplyAsync(await store.OpenAsync(CancellationToken.None), await Writer.AppendAsync(Opened(_order)), CancellationToken.None);

        await Store().OpenAsync(CancellationToken.None);
        Assert.Null(Row());
        await ApplyAsync(await Writer.AppendAsync(Added(_order, "l", "a")));
        await RebuildAsync(Store());

        Assert.Equal("2 open since 2026-11-25T12:00:01.000000Z", Row());
    }

    [Fact]
    public async Task An_event_that_is_not_the_next_one_of_a_waiting_order_is_not_taken()
    {
        var rows = await Writer.AppendAsync(Opened(_order), Added(_order, "l", "a"), Placed(_order, Line("l", "a")), (_order, new OrderEvent.OrderAccepted(Promised)));
        var store = Store(Alone);

        await Assert.ThrowsAsync<ProjectionFaultException>(() => TakeAsync(rows[1]));
        await TakeAsync(rows[0]);
        await Assert.ThrowsAsync<ProjectionFaultException>(() => TakeAsync(rows[1] with { Version = 3 }));
        await Assert.ThrowsAsync<ProjectionFaultException>(() => TakeAsync(rows[0]));
        await Assert.ThrowsAsync<ProjectionFaultException>(() => TakeAsync(rows[3]));

        // One that somebody has passed over counts.
        await TakeAsync(rows[1] with { Event = SkippedEvent.Instance });
        await TakeAsync(rows[2]);
        Assert.StartsWith("3 placed", Row(), StringComparison.Ordinal);

        async Task TakeAsync(JournalRow row)
        {
            await store.OpenAsync(CancellationToken.None);
            await using var connection = await Database.ConnectAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync();
            await Alone.Projections[0].ApplyAsync(new ReadModelTransaction(connection, transaction, Database.Sql, Suffix: ""), [row], CancellationToken.None);
            await transaction.CommitAsync();
        }
    }

    private static async Task RebuildAsync(GroupStore store, string projection)
    {
        var position = await store.OpenAsync(CancellationToken.None);
        RebuildProgress progress;
        do
        {
            (position, progress) = await store.RebuildAsync(position, projection, oneByOne: false, rate: 0, CancellationToken.None);
        }
        while (progress.State != RebuildState.Over);
    }

    private async Task RebuildAsync(GroupStore store)
    {
        await new ProjectionsView(Database, new ReadModelHealth(Database, Journal, UsualProjections.Catalog, TimeProvider.System), UsualProjections.Catalog, TimeProvider.System).RebuildAsync("deadlines", "anna", CancellationToken.None);
        await RebuildAsync(store, "deadlines");
    }

    private string? Row() => Scalar<string?>(
        $"select version || case when accept_by is null then ' open since ' || changed_at else ' placed until ' || accept_by end from deadlines where id = '{_order}'");

    private async Task<IEnumerable<string>> AllAsync()
    {
        await using var connection = await Database.ConnectAsync(CancellationToken.None);
        return await connection.QueryAsync<string>("select id || coalesce(changed_at, '-') || coalesce(accept_by, '-') || version from deadlines order by id");
    }
}
