using System.Globalization;
using CsCheck;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime;

namespace Restaurant.Tests.Projections;

/// <summary>Which gaps are named burnt, given who writes: the reasoning without a database.</summary>
public sealed class WriterNotesTests
{
    private readonly WriterNotes _notes = new();

    [Fact]
    public void A_gap_is_named_at_once_when_nobody_writes() => Assert.Equal(["1-5"], Name(["1-5"]));

    [Fact]
    public void A_gap_is_named_when_everyone_has_ended_who_wrote_when_it_was_seen()
    {
        Assert.Empty(Name(["1-5"], "a", "b"));
        Assert.Empty(Name(["1-5"], "b", "c"));
        Assert.Equal(["1-5"], Name(["1-5"], "c"));
    }

    [Fact]
    public void A_gap_that_comes_later_waits_for_those_who_write_then()
    {
        Assert.Empty(Name(["1-5"], "a"));
        Assert.Equal(["1-5"], Name(["1-5", "8-8"], "c"));
        Assert.Equal(["8-8"], Name(["8-8"], "d"));
    }

    [Fact]
    public void The_pieces_of_a_gap_wait_for_those_for_whom_it_waited()
    {
        Assert.Empty(Name(["1-9"], "a"));
        Assert.Empty(Name(["1-2", "5-9"], "a", "b"));
        Assert.Equal(["1-2", "5-6", "9-9"], Name(["1-2", "5-6", "9-9"], "b"));
    }

    [Fact]
    public void Numbers_that_a_gap_grows_by_are_numbers_seen_anew()
    {
        Assert.Empty(Name(["4-6"], "a"));
        Assert.Equal(["4-6"], Name(["1-9"], "b"));
        Assert.Equal(["1-3", "4-6", "7-9"], Name(["1-9"]));
    }

    [Fact]
    public void No_gap_is_named_while_a_transaction_is_prepared()
    {
        Assert.Empty(Name(["1-5"], "a"));
        Assert.Empty(_notes.Name([new OrderingRange(1, 5)], [], prepared: true));
        Assert.Equal(["1-5"], Name(["1-5"]));
    }

    /// <summary>Writers take numbers and end in any order; gaps are all numbers that nobody has committed, up to a horizon that only rises.</summary>
    [Fact]
    public void A_number_is_never_named_while_its_writer_lives_and_always_once_all_have_ended() =>
        Gen.Int[0, 99].Array[5, 80].Sample(moves =>
        {
            var notes = new WriterNotes();
            var (living, missing, given) = (new Dictionary<string, long>(), new SortedSet<long>(), 0L);
            foreach (var move in moves)
            {
                if (move < 50)
                {
                    living[$"writer {++given}"] = given;
                    missing.Add(given);
                }
                else if (living.Count > 0)
                {
                    var ended = living.ElementAt(move % living.Count);
                    living.Remove(ended.Key);
                    if (move % 2 == 0)
                    {
                        missing.Remove(ended.Value);
                    }
                }

                if (move % 3 == 0)
                {
                    var named = notes.Name([.. missing.Select(number => new OrderingRange(number, number))], [.. living.Keys], prepared: false);
                    Assert.DoesNotContain(living.Values, number => named.Any(range => range.First <= number && number <= range.Last));
                }
            }

            Assert.Equal(missing, notes.Name([.. missing.Select(number => new OrderingRange(number, number))], [], prepared: false).Select(range => range.First));
        });

    private IEnumerable<string> Name(string[] gaps, params string[] writers) =>
        _notes.Name([.. gaps.Select(Range)], [.. writers], prepared: false).Select(range => $"{range.First}-{range.Last}");

    private static OrderingRange Range(string text) => new(Number(text, 0), Number(text, 1));

    private static long Number(string text, int place) => long.Parse(text.Split('-')[place], CultureInfo.InvariantCulture);
}
