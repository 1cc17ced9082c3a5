using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Names those of the open gaps in which no row can appear any more, unless it is there already: it is asked before the group looks
/// for rows in its gaps, and what it names and the look does not find is burnt. To name a number too early loses an event for ever;
/// to name it late, or never, costs nothing but the look.
/// </summary>
/// <remarks>
/// A database whose writers run side by side gives out numbers that are committed later, or never. On PostgreSQL the proof is to
/// be: when a gap is first seen, note the transactions that hold RowExclusiveLock on the journal table (<c>pg_locks</c> by relation and
/// database, granted; a holder without a pid, which is a prepared transaction, counts; stronger locks do not, since vacuums hold
/// them). Whoever will fill the gap is among them, since an insert takes the lock before it takes its number. Once none of those
/// noted is left, the gap may be named. The note lives in memory and is taken anew after a restart. The age of transactions
/// (<c>pg_snapshot_xmin</c>, <c>xact_start</c>) proves nothing: a number is taken before the transaction has an id.
/// </remarks>
public delegate Task<IReadOnlyList<OrderingRange>> BurntProof(IReadOnlyList<OrderingRange> gaps, CancellationToken cancellation);

/// <summary>The proofs by database.</summary>
public static class BurntProofs
{
    /// <summary>SQLite has one writer at a time, and it takes its numbers back when it fails: behind a visible row nothing is under way.</summary>
    public static readonly BurntProof Sqlite = (gaps, _) => Task.FromResult(gaps);
}
