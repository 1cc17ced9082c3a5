using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// What was read of the journal of late. Groups of one node follow it side by side: what one of them has read, the others need neither ask for nor take apart again. To be told of rows a
/// moment later is what happens to a slow reader, too: what has become visible before them meanwhile is for the gap ledger.
/// </summary>
internal sealed class RecentPages(TimeProvider time)
{
    private const int Most = 4;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<Page> _pages = new(Most);

    /// <summary>Rows that follow on this ordering, with none left out that was visible when they were read; none when those are not here.</summary>
    public IReadOnlyList<JournalRow> Behind(long ordering)
    {
        lock (_lock)
        {
            while (_pages.TryPeek(out var oldest) && time.GetElapsedTime(oldest.ReadAt) > Life)
            {
                _pages.Dequeue();
            }

            foreach (var page in _pages)
            {
                if (page.Behind <= ordering && ordering < page.Rows[^1].Ordering)
                {
                    return page.Behind == ordering ? page.Rows : [.. page.Rows.SkipWhile(row => row.Ordering <= ordering)];
                }
            }

            return [];
        }
    }

    /// <param name="ordering">Behind which they were read.</param>
    /// <param name="rows">At least one.</param>
    public void Keep(long ordering, IReadOnlyList<JournalRow> rows)
    {
        lock (_lock)
        {
            if (_pages.Count == Most)
            {
                _pages.Dequeue();
            }

            _pages.Enqueue(new Page(ordering, rows, time.GetTimestamp()));
        }
    }

    /// <summary>Nothing of before is to be relied on: who answers next may be another server.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _pages.Clear();
        }
    }

    private sealed record Page(long Behind, IReadOnlyList<JournalRow> Rows, long ReadAt);
}
