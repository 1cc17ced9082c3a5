using Restaurant.Actors;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class RowsAndFoldTests : ViewTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_views_show_what_the_write_side_folds_however_the_events_are_batched(int seed)
    {
        var random = new Random(seed);
        var rows = await Writer.AppendAsync([.. OfManyOrders(40, random)]);
        for (var applied = 0; applied < rows.Count;)
        {
            var batch = rows.Skip(applied).Take(random.Next(1, 30)).ToList();
            await ApplyAsync(batch);
            applied += batch.Count;
        }

        foreach (var aggregate in rows.GroupBy(row => row.PersistenceId))
        {
            var definition = Catalog.All.Single(known => known.Events.Contains(EventOf(aggregate.First()).Data.GetType()));
            var folded = definition.Fold(aggregate.Select(EventOf));
            Assert.Equivalent((folded, (long)aggregate.Count()), await ShownAsync(definition, EventOf(aggregate.First()).AggregateId), strict: true);
        }
    }

    [Fact]
    public void Every_event_that_there_is_happens_in_the_story() => Assert.Equal(
        Catalog.All.SelectMany(aggregate => aggregate.Events).Select(type => type.Name).Order(StringComparer.Ordinal),
        OfManyOrders(400, new Random(1)).Select(happened => happened.Happened.GetType().Name).Distinct().Order(StringComparer.Ordinal));

    private static StoredEvent EventOf(JournalRow row) => (StoredEvent)row.Event;

    private async Task<(AggregateState?, long)> ShownAsync(AggregateDefinition definition, string id) => definition.Name switch
    {
        "menu-item" => await Menu.FindAsync(id, CancellationToken.None) is { } found ? (found.Item, found.Version) : default,
        "customer" => await Customers.FindAsync(id, CancellationToken.None) is { } found ? (found.Customer, found.Version) : default,
        "order" => await Orders.FindAsync(id, CancellationToken.None) is { } found ? (found.Order, found.Version) : default,
        _ => throw new InvalidOperationException($"Nothing shows a {definition.Name}."),
    };
}
