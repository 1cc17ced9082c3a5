using Restaurant.Actors.Aggregates;
using Restaurant.Projections.Deadlines;
using Restaurant.Tests.Projections;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Deadlines;

public sealed class DeadlinesViewTests : ReadModelTest
{
    private static readonly HouseRules Rules = new(
        Currency.Known["USD"], QuoteValidity: TimeSpan.FromHours(1), AcceptanceTimeout: TimeSpan.FromMinutes(15), AbandonAfter: TimeSpan.FromHours(2));

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);
    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private DeadlinesView View => new(Database, Rules);

    [Fact]
    public async Task A_placed_order_is_due_from_the_moment_until_which_it_may_be_accepted()
    {
        var order = Guid.CreateVersion7().ToString();
        await ApplyAsync(await Writer.AppendAsync(Opened(order), Placed(order, Line("l", "a"))));

        Assert.Empty(await View.DueAsync(DeadlineKind.Acceptance, Noon.AddHours(1) - Microsecond, after: null, limit: 10, CancellationToken.None));
        Assert.Equal(
            [new OrderDeadline(DeadlineKind.Acceptance, order, Noon.AddHours(1), Noon.AddHours(1))],
            await View.DueAsync(DeadlineKind.Acceptance, Noon.AddHours(1), after: null, limit: 10, CancellationToken.None));
        Assert.Empty(await View.DueAsync(DeadlineKind.Abandonment, Noon.AddYears(1), after: null, limit: 10, CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(7), await View.OverdueAsync(DeadlineKind.Acceptance, Noon.AddHours(1).AddSeconds(7), CancellationToken.None));
    }

    [Fact]
    public async Task An_open_order_is_due_when_the_time_that_is_set_has_passed_since_its_last_change()
    {
        var order = Guid.CreateVersion7().ToString();
        await ApplyAsync(await Writer.AppendAsync(Opened(order), Added(order, "l", "a")));
        var changed = Noon.AddSeconds(1);

        Assert.Empty(await View.DueAsync(DeadlineKind.Abandonment, changed.AddHours(2) - Microsecond, after: null, limit: 10, CancellationToken.None));
        Assert.Equal(
            [new OrderDeadline(DeadlineKind.Abandonment, order, changed, changed.AddHours(2))],
            await View.DueAsync(DeadlineKind.Abandonment, changed.AddHours(2), after: null, limit: 10, CancellationToken.None));
        Assert.Empty(await View.DueAsync(DeadlineKind.Acceptance, Noon.AddYears(1), after: null, limit: 10, CancellationToken.None));
        Assert.Equal(TimeSpan.Zero, await View.OverdueAsync(DeadlineKind.Acceptance, Noon.AddYears(1), CancellationToken.None));

        // Another setting, and the rows are the same.
        var patient = new DeadlinesView(Database, Rules with { AbandonAfter = TimeSpan.FromDays(3) });
        Assert.Empty(await patient.DueAsync(DeadlineKind.Abandonment, changed.AddDays(3) - Microsecond, after: null, limit: 10, CancellationToken.None));
        Assert.Single(await patient.DueAsync(DeadlineKind.Abandonment, changed.AddDays(3), after: null, limit: 10, CancellationToken.None));
    }

    [Fact]
    public async Task Pages_go_from_the_oldest_on_and_miss_none_of_those_that_are_due_at_the_same_moment()
    {
        // All of them are to be accepted until one o'clock.
        var placed = Enumerable.Range(0, 7).Select(_ => Guid.CreateVersion7().ToString()).ToList();
        var open = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7().ToString()).ToList();
        await ApplyAsync(await Writer.AppendAsync([.. placed.SelectMany(id => new[] { Opened(id), Placed(id, Line("l", "a")) }), .. open.Select(id => Opened(id))]));

        Assert.Equal(placed.Order(StringComparer.Ordinal), await PagedAsync(DeadlineKind.Acceptance));
        Assert.Equal(open, await PagedAsync(DeadlineKind.Abandonment));

        async Task<List<string>> PagedAsync(DeadlineKind kind)
        {
            var found = new List<OrderDeadline>();
            IReadOnlyList<OrderDeadline> page;
            do
            {
                page = await View.DueAsync(kind, Noon.AddDays(1), found.LastOrDefault(), limit: 3, CancellationToken.None);
                found.AddRange(page);
            }
            while (page.Count == 3);

            return [.. found.Select(deadline => deadline.OrderId)];
        }
    }
}
