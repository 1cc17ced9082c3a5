using System.Data.Common;
using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Feed;
using Restaurant.Tests.Projections;
using static Restaurant.Tests.Projections.Story;

namespace Restaurant.Tests.Feed;

/// <summary>The end of the feed as the readers of a node follow it, with a clock that the tests turn.</summary>
public sealed class FeedTailTests : FeedTest
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private readonly FeedTail _tail;
    private Func<Exception, bool> _isOutage = _ => false;

    public FeedTailTests() => _tail = new FeedTail(View, failure => _isOutage(failure), _time);

    public override void Dispose()
    {
        _tail.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task Whoever_waits_hears_of_what_happens_and_takes_it_from_memory()
    {
        await HappenAsync(MenuItemAdded("a"));
        var waiting = Enumerable.Range(0, 3).Select(_ => _tail.WaitAsync(after: 1, Long, CancellationToken.None)).ToList();
        await PassTimeAsync(TimeSpan.FromSeconds(1));
        Assert.All(waiting, reader => Assert.False(reader.IsCompleted));

        await HappenAsync(MenuItemAdded("b"), Opened("o"));
        await EndsAsync(Task.WhenAll(waiting));

        Assert.All(await Task.WhenAll(waiting), Assert.True);
        // Without the table.
        Execute("alter table feed rename to gone");
        var page = await ReadAsync(after: 1, limit: 10);
        Assert.Equal("2 3 > 3", Show(page));
        page = await ReadAsync(after: 1, limit: 1);
        Assert.Equal("2 > 2", Show(page));
        page = await ReadAsync(after: 1, limit: 10, new FeedFilter([], Subject: "nobody"));
        Assert.Equal("> 3", Show(page));
    }

    [Fact]
    public async Task Whoever_is_further_behind_than_memory_reads_the_table()
    {
        await HappenAsync([.. Enumerable.Range(0, FeedTail.Kept + 10).Select(number => MenuItemAdded($"{number}"))]);
        await EndsAsync(_tail.WaitAsync(after: 0, Long, CancellationToken.None));
        await HappenAsync(MenuItemAdded("last"));
        await EndsAsync(_tail.WaitAsync(after: FeedTail.Kept + 10, Long, CancellationToken.None));

        foreach (var after in new[] { 0L, 5, FeedTail.Kept, FeedTail.Kept + 10 })
        {
            var page = await ReadAsync(after, limit: 1);
            Assert.Equal((after + 1, after + 1), (Assert.Single(page.Events).Position, page.Next));
        }
    }

    [Fact]
    public async Task Memory_holds_the_latest_events_and_lets_the_oldest_go()
    {
        await FeedStore().OpenAsync(CancellationToken.None);
        var (waiting, written) = (_tail.WaitAsync(after: 0, Long, CancellationToken.None), 0);
        for (var part = 0; part < 3; part++)
        {
            await HappenAsync([.. Enumerable.Range(0, FeedTail.Kept / 2).Select(number => MenuItemAdded($"{part}-{number}"))]);
            written += FeedTail.Kept / 2;
            await EndsAsync(waiting);
            waiting = _tail.WaitAsync(after: written, Long, CancellationToken.None);
        }

        Execute("alter table feed rename to gone");
        var oldest = written - FeedTail.Kept;
        Assert.Equal(oldest + 1, (await ReadAsync(oldest, limit: 1)).Next);
        await Assert.ThrowsAnyAsync<DbException>(() => ReadAsync(oldest - 1, limit: 1));
    }

    [Fact]
    public async Task Patience_ends_and_whoever_goes_away_is_let_go()
    {
        await FeedStore().OpenAsync(CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var (patient, leaving) = (_tail.WaitAsync(after: 0, TimeSpan.FromSeconds(15), CancellationToken.None), _tail.WaitAsync(after: 0, Long, gone.Token));

        await PassTimeAsync(TimeSpan.FromSeconds(14));
        Assert.False(patient.IsCompleted);
        await EndsAsync(patient);
        await gone.CancelAsync();

        Assert.False(await patient);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.False(await _tail.WaitAsync(after: 0, TimeSpan.Zero, CancellationToken.None));
    }

    [Fact]
    public async Task While_nobody_waits_nothing_is_looked_at()
    {
        var failures = 0;
        _isOutage = _ => ++failures > 0;
        await HappenAsync(MenuItemAdded("a"));
        await EndsAsync(_tail.WaitAsync(after: 0, Long, CancellationToken.None));
        // The last look that was under way notices that nobody waits any more.
        await PassTimeAsync(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => !_tail.Follows);

        Execute("alter table feed rename to gone");
        await PassTimeAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(0, failures);
    }

    [Fact]
    public async Task While_the_database_is_away_whoever_waits_goes_on_to_do_so()
    {
        var failures = 0;
        _isOutage = _ => ++failures > 0;
        await HappenAsync(MenuItemAdded("a"));
        Execute("alter table feed rename to gone");
        var waiting = _tail.WaitAsync(after: 0, Long, CancellationToken.None);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return failures > 5;
        });
        Assert.False(waiting.IsCompleted);

        Execute("alter table gone rename to feed");
        await EndsAsync(waiting);

        Assert.True(await waiting);
    }

    [Fact]
    public async Task A_fault_is_told_to_those_who_wait_and_whoever_comes_later_makes_a_new_attempt()
    {
        await HappenAsync(MenuItemAdded("a"));
        Execute("alter table feed rename to gone");
        await Assert.ThrowsAnyAsync<DbException>(() => _tail.WaitAsync(after: 0, Long, CancellationToken.None));

        Execute("alter table gone rename to feed");
        Assert.True(await _tail.WaitAsync(after: 0, Long, CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_to_those_who_come_to_it()
    {
        await HappenAsync(MenuItemAdded("a"));
        await EndsAsync(_tail.WaitAsync(after: 0, Long, CancellationToken.None));
        var rows = await HappenAsync(MenuItemAdded("b"));
        Execute("update journal set manifest = 'fromTheFuture:9' where ordering = @ordering", new { ordering = rows[0].Ordering });

        await EndsAsync(_tail.WaitAsync(after: 1, Long, CancellationToken.None));

        Assert.Equal(1, (await ReadAsync(after: 0, limit: 10)).Next);
        await Assert.ThrowsAsync<DamagedHistoryException>(() => ReadAsync(after: 1, limit: 10));
    }

    [Fact]
    public async Task What_was_seen_before_an_outage_is_read_anew_behind_it()
    {
        var failures = 0;
        _isOutage = failure => failure is DbException && ++failures > 0;
        await HappenAsync(MenuItemAdded("a"));
        await EndsAsync(_tail.WaitAsync(after: 0, Long, CancellationToken.None));
        var waiting = _tail.WaitAsync(after: 2, Long, CancellationToken.None);
        await HappenAsync(MenuItemAdded("b"));
        await EndsAsync(_tail.WaitAsync(after: 1, Long, CancellationToken.None));

        // A standby takes over that has had less, and goes on from there.
        Execute("alter table feed rename to gone");
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return failures > 0;
        });
        Execute("alter table gone rename to feed");
        Execute("update feed set subject = 'other' where id = 2");
        await HappenAsync(MenuItemAdded("c"));
        await EndsAsync(waiting);

        Assert.Equal("2 > 3", Show(await ReadAsync(after: 1, limit: 10, new FeedFilter([], Subject: "other"))));
    }

    [Fact]
    public async Task Where_there_is_less_than_there_was_a_reader_waits_for_more()
    {
        await HappenAsync(MenuItemAdded("a"), MenuItemAdded("b"), MenuItemAdded("c"));
        await EndsAsync(_tail.WaitAsync(after: 0, Long, CancellationToken.None));
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return !_tail.Follows;
        });

        Execute("delete from feed where id = 3");
        _time.Advance(TimeSpan.FromSeconds(2));

        var waiting = _tail.WaitAsync(after: 2, Long, CancellationToken.None);
        await PassTimeAsync(TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
    }

    private async Task<FeedPage> ReadAsync(long after, int limit, FeedFilter? filter = null) => (await _tail.ReadAsync(after, filter ?? FeedFilter.None, limit, CancellationToken.None))!;

    private async Task EndsAsync(Task waiting)
    {
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return waiting.IsCompleted;
        });
    }

    // In steps, with room for whoever waits on the clock to look again.
    private async Task PassTimeAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
