using System.Collections.Concurrent;
using System.Data.Common;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Projections;

public sealed class JournalQueryTests : ReadModelTest
{
    private readonly TestKit _kit = new();

    public override void Dispose()
    {
        _kit.Shutdown();
        base.Dispose();
    }

    [Fact]
    public async Task What_is_there_comes_in_order_and_what_is_written_comes_when_it_is()
    {
        var rows = await Writer.AppendAsync([.. Enumerable.Range(0, 2_500).Select(number => MenuItemAdded($"{number}"))]);
        var seen = Follow(after: 0);
        await Eventually.HoldsAsync(() => seen.Count == rows.Count);

        var more = await Writer.AppendAsync(MenuItemModified("7", "Seven"), MenuItemModified("7", "Sept"));

        await Eventually.HoldsAsync(() => seen.Count == rows.Count + more.Count);
        Assert.Equal(rows.Concat(more), seen.ToArray());
    }

    [Fact]
    public async Task It_begins_behind_its_offset_and_does_not_wait_for_what_is_missing()
    {
        await Writer.AppendAsync(MenuItemAdded("a"), MenuItemAdded("b"));
        await Writer.StoreAsync((Writer.Next("c", MenuItemAdded("c").Item2), 1_000_000_000));

        var seen = Follow(after: 1);

        await Eventually.HoldsAsync(() => seen.Count == 2);
        Assert.Equal([2, 1_000_000_000], seen.Select(row => row.Ordering));
    }

    [Fact]
    public async Task Streams_of_one_query_share_what_they_read_and_each_gets_all_from_its_offset_on()
    {
        // Nothing grows old meanwhile.
        var query = JournalEvents.Of(new JournalQuery(Journal, new FakeTimeProvider()));
        var first = Follow(query, after: 0);
        var rows = (await Writer.AppendAsync([.. Enumerable.Range(0, 500).Select(number => MenuItemAdded($"{number}"))])).ToList();
        await Eventually.HoldsAsync(() => first.Count == rows.Count);

        var others = new List<int> { 0, 1, 250, 499 }.ConvertAll(after => (After: after, Seen: Follow(query, after)));
        await Eventually.HoldsAsync(() => others.TrueForAll(each => each.Seen.Count == rows.Count - each.After));
        // The same ones, and not such that were taken apart again.
        Assert.All(others, each => Assert.Same(first.Last().Event, each.Seen.Last().Event));
        rows.AddRange(await Writer.AppendAsync([.. Enumerable.Range(0, 500).Select(number => MenuItemModified($"{number}", "New"))]));

        await Eventually.HoldsAsync(() => first.Count == rows.Count && others.TrueForAll(each => each.Seen.Count == rows.Count - each.After));
        Assert.Equal(rows, first.ToArray());
        Assert.All(others, each => Assert.Equal(rows[each.After..], each.Seen.ToArray()));
    }

    [Fact]
    public void An_offset_of_another_kind_is_refused() =>
        Assert.Throws<ArgumentException>(() => new JournalQuery(Journal, TimeProvider.System).AllEvents(Offset.TimeBasedUuid(Guid.Empty)));

    [Fact]
    public async Task It_fails_when_the_journal_cannot_be_read()
    {
        var end = new JournalQuery(Journal, TimeProvider.System).AllEvents(NoOffset.Instance).RunWith(Sink.Ignore<EventEnvelope>(), _kit.Sys.Materializer());

        Execute("alter table journal rename to elsewhere");

        await Assert.ThrowsAnyAsync<DbException>(() => end.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private ConcurrentQueue<JournalRow> Follow(long after) => Follow(JournalEvents.Of(new JournalQuery(Journal, TimeProvider.System)), after);

    private ConcurrentQueue<JournalRow> Follow(EventSource query, long after)
    {
        var seen = new ConcurrentQueue<JournalRow>();
        query(after).RunForeach(seen.Enqueue, _kit.Sys.Materializer());
        return seen;
    }
}
