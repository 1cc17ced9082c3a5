using System.Data.Common;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Names those of the open gaps in which no row can appear any more, unless it is there already: it is asked before the group looks
/// for rows in its gaps, and what it names and the look does not find is burnt. To name a number too early loses an event for ever;
/// to name it late, or never, costs nothing but the look.
/// </summary>
/// <param name="gaps">Disjoint, in rising order. All of their numbers have been given out.</param>
/// <param name="transaction">
/// The one that will look. It has written, so what it asks is answered by the server that takes the writes, and each of its statements
/// sees what was committed before that statement.
/// </param>
public delegate Task<IReadOnlyList<OrderingRange>> BurntProof(IReadOnlyList<OrderingRange> gaps, DbTransaction transaction, CancellationToken cancellation);

/// <summary>The proofs by database.</summary>
public static class BurntProofs
{
    /// <summary>SQLite has one writer at a time, and it takes its numbers back when it fails: behind a visible row nothing is under way.</summary>
    public static readonly BurntProof Sqlite = (gaps, _, _) => Task.FromResult(gaps);

    /// <summary>A proof for one copy of a group.</summary>
    public static BurntProof For(RestaurantDatabase database) => database is PostgreSqlDatabase ? new WriterNotes().ProveAsync : Sqlite;
}
