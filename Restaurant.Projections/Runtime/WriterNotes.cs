using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// The proof on PostgreSQL, whose writers run side by side: numbers are committed later than higher ones, or never. For each gap it notes
/// which transactions may still fill it, and names the gap once all of them have ended.
/// </summary>
/// <remarks>
/// An insert locks the journal table (RowExclusiveLock) before it takes its number, and lets go of it only when its row is visible or
/// never will be. So whoever will fill a gap holds that lock when the gap is seen. Vacuums and dumps hold other locks. A prepared
/// transaction holds its locks without a process, and may have another name than the writer that it was: while there is any, no gap is named.
/// The age of transactions (<c>pg_snapshot_xmin</c>, <c>xact_start</c>) proves nothing: a number is taken before the transaction
/// has an id. It is all in vain if a session takes numbers in advance (CACHE above 1), which is checked at start.
/// <para>
/// The notes lie in memory. After a restart they are taken anew, which is late, but never early. So is a name that another transaction
/// bears later, as it can after a restart of the server.
/// </para>
/// </remarks>
internal sealed class WriterNotes
{
    private const string Writers =
        """
        select virtualtransaction as Transaction, pid is null as Prepared from pg_catalog.pg_locks
        where relation = 'public.journal'::regclass and database = (select oid from pg_catalog.pg_database where datname = current_database())
            and mode = 'RowExclusiveLock' and granted
        """;

    private List<Note> _notes = [];

    public async Task<IReadOnlyList<OrderingRange>> ProveAsync(IReadOnlyList<OrderingRange> gaps, DbTransaction transaction, CancellationToken cancellation)
    {
        if (gaps.Count == 0)
        {
            _notes = [];
            return [];
        }

        var writers = (await transaction.Connection!.QueryAsync<Writer>(new CommandDefinition(Writers, transaction: transaction, cancellationToken: cancellation))).ToList();
        return Name(gaps, [.. writers.Where(writer => !writer.Prepared).Select(writer => writer.Transaction)], writers.Exists(writer => writer.Prepared));
    }

    /// <param name="gaps">In rising order.</param>
    /// <param name="writers">The transactions that write at present.</param>
    /// <param name="prepared">Whether there are prepared ones beside them.</param>
    internal IReadOnlyList<OrderingRange> Name(IReadOnlyList<OrderingRange> gaps, ImmutableHashSet<string> writers, bool prepared)
    {
        var notes = new List<Note>();
        var known = 0;
        var (seenFor, left) = (ImmutableHashSet<string>.Empty, ImmutableHashSet<string>.Empty);
        foreach (var gap in gaps)
        {
            var next = gap.First;
            while (known < _notes.Count && _notes[known].Gap.First <= gap.Last)
            {
                // A gap shrinks, and falls into pieces, when rows appear in it. What is left of it keeps its note.
                var (seen, noted) = _notes[known];
                var (first, last) = (Math.Max(seen.First, gap.First), Math.Min(seen.Last, gap.Last));
                if (first <= last)
                {
                    Add(next, first - 1, writers);
                    // Gaps that were seen together wait for the same writers.
                    (seenFor, left) = ReferenceEquals(seenFor, noted) ? (seenFor, left) : (noted, noted.Intersect(writers));
                    Add(first, last, left);
                    next = last + 1;
                }

                if (seen.Last > gap.Last)
                {
                    break;
                }

                known++;
            }

            Add(next, gap.Last, writers);
        }

        _notes = notes;
        return prepared ? [] : [.. notes.Where(note => note.Writers.IsEmpty).Select(note => note.Gap)];

        void Add(long first, long last, ImmutableHashSet<string> mayFill)
        {
            if (first <= last)
            {
                notes.Add(new Note(new OrderingRange(first, last), mayFill));
            }
        }
    }

    /// <param name="Writers">Those that wrote when the gap was seen, and have not ended since.</param>
    private readonly record struct Note(OrderingRange Gap, ImmutableHashSet<string> Writers);

    private sealed record Writer
    {
        public required string Transaction { get; init; }

        public required bool Prepared { get; init; }
    }
}
