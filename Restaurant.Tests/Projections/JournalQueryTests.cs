using System.Collections.Concurrent;
using System.Data.Common;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit2;
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
    public void An_offset_of_another_kind_is_refused() =>
        Assert.Throws<ArgumentException>(() => new JournalQuery(Journal).AllEvents(Offset.TimeBasedUuid(Guid.Empty)));

    [Fact]
    public async Task It_fails_when_the_journal_cannot_be_read()
    {
        var end = new JournalQuery(Journal).AllEvents(NoOffset.Instance).RunWith(Sink.Ignore<EventEnvelope>(), _kit.Sys.Materializer());

        Execute("alter table journal rename to elsewhere");

        await Assert.ThrowsAnyAsync<DbException>(() => end.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private ConcurrentQueue<JournalRow> Follow(long after)
    {
        var seen = new ConcurrentQueue<JournalRow>();
        JournalEvents.Of(new JournalQuery(Journal))(after).RunForeach(seen.Enqueue, _kit.Sys.Materializer());
        return seen;
    }
}
