using CsCheck;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

public sealed class GapLedgerTests
{
    [Fact]
    public void What_is_passed_over_is_an_open_gap_until_it_is_applied_or_burnt()
    {
        var ledger = GapLedger.Empty.Advance(7).Apply(1).Apply(2).Apply(5).Apply(7);

        Assert.Equal("[[3,4],[6,6]]", ledger.FormatGaps());
        Assert.Equal([1, 2, 5, 7], Enumerable.Range(1, 9).Where(number => ledger.HasApplied(number)));
        Assert.Equal("[[3,3]]", ledger.Apply(4).Close(new OrderingRange(6, 100)).FormatGaps());
    }

    [Fact]
    public void A_gap_before_the_first_row_of_all_is_seen()
    {
        Assert.Equal("[[1,299]]", GapLedger.Empty.Advance(300).Apply(300).FormatGaps());
    }

    [Fact]
    public void Thirty_million_burnt_numbers_are_two_integers()
    {
        var ledger = GapLedger.Empty.Advance(30_000_001).Apply(30_000_001);

        Assert.Equal("[[1,30000000]]", ledger.FormatGaps());
        Assert.Empty(ledger.Close(ledger.Gaps[0]).Gaps);
    }

    [Fact]
    public void A_row_cannot_be_applied_twice_nor_ahead_of_the_offset()
    {
        var ledger = GapLedger.Empty.Advance(3).Apply(2);

        Assert.Throws<InvalidOperationException>(() => ledger.Apply(2));
        Assert.Throws<InvalidOperationException>(() => ledger.Apply(4));
    }

    [Fact]
    public void The_offset_never_goes_back()
    {
        var ledger = GapLedger.Empty.Advance(3).Apply(2);

        Assert.Equal(ledger, ledger.Advance(1));
    }

    [Fact]
    public void It_says_of_each_number_what_a_plain_set_says()
    {
        var step = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 30], Gen.Int[0, 5]);
        step.Array[0, 40].Sample(steps =>
        {
            var ledger = GapLedger.Empty;
            var offset = 0;
            var open = new SortedSet<long>();
            foreach (var (what, number, width) in steps)
            {
                switch (what)
                {
                    case 0:
                        ledger = ledger.Advance(number);
                        for (; offset < number; offset++)
                        {
                            open.Add(offset + 1);
                        }

                        break;
                    case 1 when open.Contains(number):
                        ledger = ledger.Apply(number);
                        open.Remove(number);
                        break;
                    case 2:
                        ledger = ledger.Close(new OrderingRange(number, number + width));
                        open.RemoveWhere(other => other >= number && other <= number + width);
                        break;
                }
            }

            Assert.Equal(offset, ledger.Offset);
            Assert.Equal(open, ledger.Gaps.SelectMany(Numbers));
            Assert.All(Enumerable.Range(1, 40), number => Assert.Equal(number <= offset && !open.Contains(number), ledger.HasApplied(number)));
            Assert.Equal(ledger, new GapLedger(ledger.Offset, GapLedger.ParseGaps(ledger.FormatGaps())));
        });
    }

    private static IEnumerable<long> Numbers(OrderingRange range)
    {
        for (var number = range.First; number <= range.Last; number++)
        {
            yield return number;
        }
    }

    [Fact]
    public void A_ledger_is_known_as_far_as_an_ordering_and_not_moved_on()
    {
        var ledger = GapLedger.Empty.Advance(9).Apply(1).Apply(5).Apply(9);

        Assert.Equal(new GapLedger(3, [new OrderingRange(2, 3)]), ledger.UpTo(3));
        Assert.Equal(new GapLedger(1, []), ledger.UpTo(1));
        Assert.Equal(ledger, ledger.UpTo(12));
    }

    [Fact]
    public void What_was_open_and_is_no_more_is_what_two_ledgers_differ_in()
    {
        var earlier = GapLedger.Empty.Advance(9).Apply(1).Apply(9);

        Assert.Equal([new OrderingRange(2, 3), new OrderingRange(6, 7)], earlier.Apply(2).Apply(3).Close(new OrderingRange(6, 7)).ClosedSince(earlier));
        Assert.Empty(earlier.Advance(20).ClosedSince(earlier));
    }
}
