using System.Runtime.CompilerServices;
using Akka;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// The journal's live stream: whatever becomes visible behind the last row, in rising order. What becomes visible before it, since its number
/// was given out before it could be seen, is not in the stream: that is what the gap ledger is for.
/// </summary>
/// <remarks>
/// The journal plugin's own stream holds rows back behind a missing number, so that none is passed by, and counts the missing numbers one by
/// one. With a gap ledger that is time lost: here nothing waits, however many numbers are missing. Streams of one query share what they read.
/// </remarks>
public sealed class JournalQuery(JournalReader journal, TimeProvider time) : IAllEventsQuery
{
    private const int Step = 1_000;

    // The lag of the read side is half of this on the average, and the time that a batch takes.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly RecentPages _recent = new(time);

    /// <summary>Never completes; fails when the journal cannot be read.</summary>
    /// <param name="offset">A <see cref="Sequence"/>: the ordering behind which to begin; or <see cref="NoOffset"/>.</param>
    /// <returns>Envelopes without a time stamp: the event has its own.</returns>
    /// <exception cref="ArgumentException">The offset is of another kind.</exception>
    public Source<EventEnvelope, NotUsed> AllEvents(Offset offset)
    {
        var begin = offset switch
        {
            Sequence after => after.Value,
            NoOffset => 0,
            _ => throw new ArgumentException($"The journal is in no order that has the offset {offset}.", nameof(offset)),
        };
        return Source.From(() => FollowAsync(begin));
    }

    private async IAsyncEnumerable<EventEnvelope> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        while (true)
        {
            var known = _recent.Behind(after);
            var rows = known.Count > 0 ? known : await ReadAsync(after);
            foreach (var row in rows)
            {
                yield return new EventEnvelope(Offset.Sequence(row.Ordering), row.PersistenceId, row.Version, row.Event, timestamp: 0, tags: []);
                after = row.Ordering;
            }

            if (known.Count == 0 && rows.Count < Step)
            {
                await Task.Delay(Interval, cancellation);
            }
        }
    }

    private async Task<IReadOnlyList<JournalRow>> ReadAsync(long after)
    {
        try
        {
            // It is short, and not broken off: to tell a server that does not answer would hold up whoever lets go of the stream.
            var rows = await journal.ReadBehindAsync(after, Step, CancellationToken.None);
            if (rows.Count > 0)
            {
                _recent.Keep(after, rows);
            }

            return rows;
        }
        catch
        {
            _recent.Forget();
            throw;
        }
    }
}
