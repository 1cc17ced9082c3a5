using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>How the groups are, on whichever node they run.</summary>
public sealed class ReadModelHealth(RestaurantDatabase database, JournalReader journal, ProjectionCatalog projections, TimeProvider time)
{
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task<ReadModelStatus> CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        // One moment of journal and groups: a group that is up to date is never told to lag.
        await using var moment = await database.BeginReadAsync(connection, cancellation);
        var head = await JournalReader.HeadAsync(connection, moment, cancellation);
        var groups = new List<GroupStatus>();
        foreach (var group in projections.All)
        {
            var row = await GroupRow.FindAsync(connection, moment, group.Name, cancellation);
            var ledger = row?.ToLedger() ?? GapLedger.Empty;
            var oldest = await journal.OldestAsync(connection, moment, ledger.Offset, ledger.Gaps, cancellation);
            var parked = await ParkedEvent.CountAsync(connection, moment, group, database.Sql, cancellation);
            var paused = await PausedGroup.IsPausedAsync(connection, moment, group.Name, cancellation);
            var building = GenerationRow.NotServing(group, await GenerationRow.OfAsync(group, connection, moment, cancellation));
            groups.Add(new GroupStatus(group.Name, ledger.Offset, head, ledger.Gaps.Length, WaitingSince(oldest), parked, paused, building, row?.Error));
        }

        return new ReadModelStatus(groups);
    }

    // The clocks of nodes differ: what was written in the future has been waiting for no time.
    private TimeSpan WaitingSince(DateTimeOffset? written) =>
        written is { } then && time.GetUtcNow() - then is { Ticks: > 0 } waiting ? waiting : TimeSpan.Zero;
}

public sealed record ReadModelStatus(IReadOnlyList<GroupStatus> Groups);

/// <param name="Offset">The ordering up to which the group has applied the journal.</param>
/// <param name="Head">The highest ordering in the journal.</param>
/// <param name="OpenGaps">In how many ranges of orderings it waits for rows that may still turn up.</param>
/// <param name="Waiting">How long ago the oldest event was written that it can see and has yet to apply; zero when there is none.</param>
/// <param name="Parked">How many events its projections have parked.</param>
/// <param name="Paused">Whether somebody has paused it.</param>
/// <param name="Building">Projections whose tables are being built: those that are there are out of date or empty.</param>
/// <param name="Error">Why the group stands still, or null when it does not.</param>
public sealed record GroupStatus(string Name, long Offset, long Head, int OpenGaps, TimeSpan Waiting, long Parked, bool Paused, IReadOnlyList<string> Building, string? Error)
{
    /// <summary>Whether somebody should look after it.</summary>
    public bool IsInTrouble => Error is not null || Parked > 0 || Paused || Building.Count > 0;

    /// <summary>How many rows the group has yet to apply; numbers without a row count as rows.</summary>
    public long Lag => Math.Max(0, Head - Offset);
}
