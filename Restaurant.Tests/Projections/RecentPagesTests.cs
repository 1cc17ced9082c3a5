using Microsoft.Extensions.Time.Testing;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>What one group has read of the journal, the others take from it, and only while it is fresh and nothing of it is missing.</summary>
public sealed class RecentPagesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecentPages _pages;

    public RecentPagesTests() => _pages = new RecentPages(_time);

    [Fact]
    public void Who_stands_within_a_page_gets_the_rest_of_it()
    {
        _pages.Keep(10, Rows(11, 12, 15));

        Assert.Equal([11, 12, 15], Behind(10));
        Assert.Equal([12, 15], Behind(11));
        Assert.Equal([15], Behind(12));
        Assert.Equal([15], Behind(14));
    }

    [Fact]
    public void Who_stands_before_a_page_or_behind_it_has_to_read()
    {
        _pages.Keep(10, Rows(11, 12));

        // Between 9 and 10 there may be some that nobody has read.
        Assert.Empty(Behind(9));
        Assert.Empty(Behind(12));
        Assert.Empty(Behind(13));
    }

    [Fact]
    public void Pages_follow_on_each_other()
    {
        _pages.Keep(0, Rows(1, 2));
        _pages.Keep(2, Rows(3));

        Assert.Equal([1, 2], Behind(0));
        Assert.Equal([3], Behind(2));
    }

    [Fact]
    public void An_old_page_and_all_but_a_few_are_forgotten()
    {
        _pages.Keep(0, Rows(1));
        _time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Empty(Behind(0));

        for (var last = 1; last <= 5; last++)
        {
            _pages.Keep(last, Rows(last + 1));
        }

        Assert.Empty(Behind(1));
        Assert.Equal([3], Behind(2));
        Assert.Equal([6], Behind(5));
    }

    [Fact]
    public void What_is_to_be_forgotten_is()
    {
        _pages.Keep(0, Rows(1));

        _pages.Forget();

        Assert.Empty(Behind(0));
    }

    private IEnumerable<long> Behind(long ordering) => _pages.Behind(ordering).Select(row => row.Ordering);

    private static JournalRow[] Rows(params long[] orderings) => [.. orderings.Select(ordering => new JournalRow(ordering, "x", ordering, new object()))];
}
