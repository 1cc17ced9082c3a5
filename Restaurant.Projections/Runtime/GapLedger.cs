using System.Collections.Immutable;
using System.Text.Json;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Says of every row of the journal whether a group has applied it: all of them up to the offset have been, but those whose ordering
/// lies in an open gap. A number is given out before its row becomes visible, so a row can turn up behind rows that were applied
/// long ago; the gaps are where it is waited for, and nothing else waits.
/// </summary>
/// <param name="Offset">The highest ordering that was seen; 0 at first.</param>
/// <param name="Gaps">Disjoint ranges in rising order, all of them up to the offset. A range is two numbers, however long it is.</param>
public sealed record GapLedger(long Offset, ImmutableArray<OrderingRange> Gaps)
{
    public static readonly GapLedger Empty = new(0, []);

    /// <summary>Whether the row with this ordering, if there is one, has been applied.</summary>
    public bool HasApplied(long ordering) => ordering <= Offset && (PlaceOf(ordering) is var place && (place == Gaps.Length || ordering < Gaps[place].First));

    /// <summary>Moves the offset on. What is passed over is one open gap, until rows are applied in it or numbers are proven burnt.</summary>
    public GapLedger Advance(long offset) =>
        offset <= Offset ? this : new GapLedger(offset, Gaps.Add(new OrderingRange(Offset + 1, offset)));

    /// <summary>The row with this ordering is applied.</summary>
    /// <exception cref="InvalidOperationException">It was applied before.</exception>
    public GapLedger Apply(long ordering) => ordering <= Offset && !HasApplied(ordering)
        ? Close(new OrderingRange(ordering, ordering))
        : throw new InvalidOperationException($"The row {ordering} is in no open gap.");

    /// <summary>None of these numbers is waited for any longer.</summary>
    public GapLedger Close(OrderingRange range)
    {
        var from = PlaceOf(range.First);
        var to = from;
        while (to < Gaps.Length && Gaps[to].First <= range.Last)
        {
            to++;
        }

        if (from == to)
        {
            return this;
        }

        var rest = new[] { Gaps[from] with { Last = range.First - 1 }, Gaps[to - 1] with { First = range.Last + 1 } }.Where(piece => piece.First <= piece.Last);
        return this with { Gaps = [.. Gaps.AsSpan()[..from], .. rest, .. Gaps.AsSpan()[to..]] };
    }

    /// <summary>The same as far as an ordering; it is not moved on.</summary>
    public GapLedger UpTo(long offset) => offset >= Offset ? this
        : new GapLedger(offset, [.. Gaps.Where(gap => gap.First <= offset).Select(gap => gap with { Last = Math.Min(gap.Last, offset) })]);

    /// <summary>Where an earlier ledger has gaps that are closed by now.</summary>
    public IReadOnlyList<OrderingRange> ClosedSince(GapLedger earlier) => Gaps.Aggregate(earlier, (left, open) => left.Close(open)).Gaps;

    /// <summary>The gaps as they are stored: <c>[[3,5],[9,9]]</c>.</summary>
    public string FormatGaps() => JsonSerializer.Serialize(Gaps.Select(gap => new[] { gap.First, gap.Last }));

    public static ImmutableArray<OrderingRange> ParseGaps(string text) =>
        [.. JsonSerializer.Deserialize<long[][]>(text)!.Select(gap => new OrderingRange(gap[0], gap[1]))];

    public bool Equals(GapLedger? other) => other is not null && Offset == other.Offset && Gaps.SequenceEqual(other.Gaps);

    public override int GetHashCode() => HashCode.Combine(Offset, Gaps.Length);

    // The place of the first gap that does not end before a number. A writer that hangs leaves thousands of gaps behind.
    private int PlaceOf(long ordering)
    {
        var (low, high) = (0, Gaps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Gaps[middle].Last < ordering ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
