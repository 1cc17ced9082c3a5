using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Feed;

/// <summary>
/// The end of the feed, as all readers of this node follow it. While anybody waits, it looks for new events, reads each once and keeps the latest of them for all; each reader has its own place, and
/// takes from memory, or from the table where it is further behind. While nobody waits, it does nothing.
/// </summary>
public sealed class FeedTail(FeedView view, OutageNotice outage, TimeProvider time) : IDisposable
{
    /// <summary>How many events are kept in memory.</summary>
    public const int Kept = 2_000;

    private const int Step = 500;

    // Those who catch up leave connections to others, and wait as long for their turn as anyone does for a connection.
    private const int MostCatchingUp = 4;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // What was seen longer ago need not be there any more: another server may have taken over since, which has had less.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _catchingUp = new(MostCatchingUp);
    private TaskCompletionSource _news = Awaited();
    private Sight _sight = Sight.Nothing;
    private int _waiting;
    private bool _follows;
    private long _lookedAt = long.MinValue / 2;
    private string? _damage;

    /// <summary>Whether it looks for new events at present.</summary>
    internal bool Follows => Volatile.Read(ref _follows);

    private bool IsFresh => time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Fresh;

    /// <summary>Waits until there is anything behind a position.</summary>
    /// <returns>False when patience ends before.</returns>
    /// <exception cref="System.Data.Common.DbException">The feed cannot be read, and not because the database is away: that is waited out.</exception>
    public async Task<bool> WaitAsync(long after, TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (patience - time.GetElapsedTime(began) is { Ticks: > 0 } left)
        {
            Task news;
            lock (_gate)
            {
                if (!_follows)
                {
                    (_follows, _sight) = (true, IsFresh ? _sight : Sight.Nothing);
                    _ = Task.Run(FollowAsync, CancellationToken.None);
                }

                if (_sight.Head > after)
                {
                    return true;
                }

                news = _news.Task;
                _waiting++;
            }

            try
            {
                // Thousands do so at once: to run out of patience is no exception.
                await news.WaitAsync(left, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                lock (_gate)
                {
                    _waiting--;
                }
            }

            cancellation.ThrowIfCancellationRequested();
            if (news.IsFaulted)
            {
                await news;
            }
        }

        return false;
    }

    /// <summary>What follows on a position: out of memory, or else out of the table. Null when so many read the table that it would take too long to wait for a turn.</summary>
    /// <inheritdoc cref="FeedView.ReadAsync(long, FeedFilter, int, CancellationToken)"/>
    public async Task<FeedPage?> ReadAsync(long after, FeedFilter filter, int limit, CancellationToken cancellation)
    {
        if (IsFresh && _sight.TryTake(after, filter, limit) is { } page)
        {
            return page;
        }

        if (!await _catchingUp.WaitAsync(Turn, cancellation))
        {
            return null;
        }

        try
        {
            return await view.ReadAsync(after, filter, limit, cancellation);
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>Whether it was not told yet that this event cannot be read. It is asked for by every reader again and again, and told once.</summary>
    public bool IsNews(DamagedHistoryException damaged) => Interlocked.Exchange(ref _damage, damaged.Message) != damaged.Message;

    public void Dispose() => _catchingUp.Dispose();

    private async Task FollowAsync()
    {
        var pause = Interval;
        while (true)
        {
            try
            {
                await LookAsync();
                pause = Interval;
            }
            catch (Exception failure) when (outage(failure))
            {
                // Told by the outage itself. Those who wait go on to do so. What comes back need not have all that was there.
                lock (_gate)
                {
                    _sight = _sight with { Recent = [] };
                }

                pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, 2 * pause.Ticks));
            }
            catch (Exception fault)
            {
                // For those who wait to tell; the next one who comes makes a new attempt.
                TellNews(_sight, follows: false).SetException(fault);
                return;
            }

            await Task.Delay(pause, time);
            lock (_gate)
            {
                if (_waiting == 0)
                {
                    _follows = false;
                    return;
                }
            }
        }
    }

    private async Task LookAsync()
    {
        var began = time.GetTimestamp();
        var head = await view.HeadAsync(CancellationToken.None);
        Volatile.Write(ref _lookedAt, began);
        if (head == _sight.Head)
        {
            return;
        }

        // Where much has happened since the last look, or nobody has looked yet, those who want it read the table.
        var sight = head - _sight.Head > Kept || head < _sight.Head ? new Sight(head, []) : _sight;
        try
        {
            while (sight.Head < head)
            {
                sight = sight.With(await view.ReadAsync(sight.Head, head, FeedFilter.None, Step, CancellationToken.None));
            }
        }
        catch (DamagedHistoryException)
        {
            // Whoever comes to that place reads it from the table, and says so.
            sight = new Sight(head, []);
        }

        TellNews(sight, follows: true).SetResult();
    }

    /// <returns>What those have been waiting for who wait now.</returns>
    private TaskCompletionSource TellNews(Sight sight, bool follows)
    {
        lock (_gate)
        {
            var told = _news;
            (_news, _sight, _follows) = (Awaited(), sight, follows);
            return told;
        }
    }

    // Those who wait go on elsewhere, and not one after the other where the news is told.
    private static TaskCompletionSource Awaited() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="Recent">The events up to the head, without a hole.</param>
    private sealed record Sight(long Head, FeedEvent[] Recent)
    {
        public static readonly Sight Nothing = new(Head: 0, []);

        private long Before => Head - Recent.Length;

        public Sight With(FeedPage page) => new(page.Next, [.. Recent.Concat(page.Events).TakeLast(Kept)]);

        /// <summary>Null when it does not hold what follows on that position.</summary>
        public FeedPage? TryTake(long after, FeedFilter filter, int limit)
        {
            if (after < Before || after >= Head)
            {
                return null;
            }

            var events = new List<FeedEvent>();
            for (var place = (int)(after - Before); place < Recent.Length; place++)
            {
                if (filter.Matches(Recent[place]))
                {
                    events.Add(Recent[place]);
                    if (events.Count == limit)
                    {
                        return new FeedPage(events, Recent[place].Position);
                    }
                }
            }

            return new FeedPage(events, Head);
        }
    }
}
