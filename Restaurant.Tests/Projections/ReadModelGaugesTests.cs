using System.Diagnostics.Metrics;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Deadlines;
using Restaurant.Projections.Runtime;
using Restaurant.Tests.Support;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class ReadModelGaugesTests : ReadModelTest
{
    private const string Lag = """restaurant.projection.lag{group="read-model"}""";
    private const string Unaccepted = """restaurant.deadline.overdue{command="timeOutAcceptance"}""";
    private const string Abandoned = """restaurant.deadline.overdue{command="expireOrder"}""";
    private const string OpenGaps = """restaurant.projection.open_gaps{group="read-model"}""";

    private static readonly HouseRules Rules = new(
        Currency.Known["USD"], QuoteValidity: TimeSpan.FromHours(1), AcceptanceTimeout: TimeSpan.FromMinutes(15), AbandonAfter: TimeSpan.FromHours(2));

    // A minute after the first event that is written here; the others are a second apart.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 1, 0, TimeSpan.Zero));
    private readonly Measurements _measured;
    private readonly ReadModelGauges _gauges;

    public ReadModelGaugesTests() => (_gauges, _measured) = Gauges(_time);

    public override void Dispose()
    {
        _measured.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task The_lag_is_the_age_of_the_oldest_event_that_waits_and_zero_when_none_does()
    {
        var store = Store();
        var position = await store.OpenAsync(CancellationToken.None);
        Assert.Equal(0, await LagAsync());

        var rows = await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        Assert.Equal(60, await LagAsync());
        _time.Advance(TimeSpan.FromSeconds(30.5));
        Assert.Equal(90.5, await LagAsync());

        position = await store.ApplyAsync(position, [rows[0]], CancellationToken.None);
        Assert.Equal(89.5, await LagAsync());
        await store.ApplyAsync(position, [rows[1]], CancellationToken.None);
        Assert.Equal(0, await LagAsync());
    }

    [Fact]
    public async Task An_event_that_turns_up_in_a_gap_waits_although_later_ones_are_applied()
    {
        // Nothing is ever burnt.
        var store = Store(proof: (_, _, _) => Task.FromResult<IReadOnlyList<OrderingRange>>([]));
        var late = Writer.Next("a", MenuItemAdded("a").Item2);
        var position = await store.ApplyAsync(
            await store.OpenAsync(CancellationToken.None), await Writer.StoreAsync((Writer.Next("b", MenuItemAdded("b").Item2), 5)), CancellationToken.None);
        Assert.Equal((0, 1), (await LagAsync(), _measured.Now(OpenGaps)));

        await Writer.StoreAsync((late, 3));
        Assert.Equal((60, 1), (await LagAsync(), _measured.Now(OpenGaps)));

        await store.ApplyAsync(position, [], CancellationToken.None);
        Assert.Equal((0, 2), (await LagAsync(), _measured.Now(OpenGaps)));
    }

    [Fact]
    public async Task What_another_nodes_clock_has_yet_to_reach_has_been_waiting_for_no_time()
    {
        await Store().OpenAsync(CancellationToken.None);
        await Writer.AppendAsync(MenuItemAdded("a"));
        var (gauges, measured) = Gauges(new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 11, 59, 59, TimeSpan.Zero)));

        await gauges.LookAsync(CancellationToken.None);

        Assert.Equal(0, measured.Now(Lag));
    }

    [Fact]
    public async Task What_was_not_looked_up_lately_is_not_shown()
    {
        await Store().OpenAsync(CancellationToken.None);
        Assert.Null(_measured.Now(Lag));

        await LagAsync();
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(_measured.Now(Lag));
        Assert.Null(_measured.Now(OpenGaps));
    }

    [Fact]
    public async Task What_cannot_be_looked_up_is_not_shown_as_it_was_before()
    {
        await Store().OpenAsync(CancellationToken.None);
        Assert.Equal(0, await LagAsync());

        Execute("drop table projection_group");

        Assert.Null(await LagAsync());
        Assert.Null(_measured.Now(OpenGaps));
    }

    [Fact]
    public async Task A_deadline_is_overdue_from_its_time_on_until_something_happens_to_its_order()
    {
        var (placed, open) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        await ApplyAsync(await Writer.AppendAsync(Opened(placed), Placed(placed, Line("l", "a")), Opened(open)));
        await LagAsync();
        Assert.Equal((0, 0), (_measured.Now(Unaccepted), _measured.Now(Abandoned)));

        // It was to be accepted until one o'clock; the other one was opened two seconds after noon.
        _time.Advance(TimeSpan.FromHours(2));
        await LagAsync();
        Assert.Equal((61 * 60, 58), (_measured.Now(Unaccepted), _measured.Now(Abandoned)));

        await ApplyAsync(await Writer.AppendAsync(Rejected(placed), Canceled(open, null)));
        await LagAsync();
        Assert.Equal((0, 0), (_measured.Now(Unaccepted), _measured.Now(Abandoned)));
    }

    [PostgreSqlFact]
    [Trait("Database", "PostgreSql")]
    public async Task A_database_that_does_not_answer_keeps_nobody_waiting_and_is_asked_once()
    {
        // Of the node's pool; those of the test itself come and go.
        const string Connections = "select count(*) from pg_catalog.pg_stat_activity where datname = current_database() and application_name = 'restaurant'";
        await Store().OpenAsync(CancellationToken.None);
        var (gauges, measured) = Gauges(TimeProvider.System);
        await using (var connection = await Database.ConnectAsync(CancellationToken.None))
        {
            await using var holding = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("lock table projection_group in access exclusive mode", transaction: holding);

            var before = Scalar<long>(Connections);

            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gauges.LookAsync(CancellationToken.None)));

            Assert.Null(measured.Now(Lag));
            Assert.InRange(Scalar<long>(Connections), 1, before + 1);
        }

        await Eventually.HoldsAsync(async () =>
        {
            await gauges.LookAsync(CancellationToken.None);
            return measured.Now(Lag) == 0;
        });
    }

    private async Task<double?> LagAsync()
    {
        await _gauges.LookAsync(CancellationToken.None);
        return _measured.Now(Lag);
    }

    private (ReadModelGauges Gauges, Measurements Measured) Gauges(TimeProvider time)
    {
        var meter = new Meter("test");
        var gauges = new ReadModelGauges(meter, new ReadModelHealth(Database, Journal, UsualProjections.Catalog, time), new DeadlinesView(Database, Rules), time);
        return (gauges, new Measurements(meter));
    }
}
