using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>How the groups are, on whichever node they run.</summary>
public sealed class ReadModelHealth(RestaurantDatabase database, JournalReader journal)
{
    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public async Task<ReadModelStatus> CheckAsync(CancellationToken cancellation)
    {
        // The head first: a group that is up to date then is never told to lag.
        var head = await journal.HeadAsync(cancellation);
        await using var connection = await database.ConnectAsync(cancellation);
        var groups = new List<GroupStatus>();
        foreach (var group in ProjectionCatalog.All)
        {
            var row = await GroupRow.FindAsync(connection, transaction: null, group.Name, cancellation);
            groups.Add(new GroupStatus(group.Name, row?.LedgerOffset ?? 0, head, row?.Error));
        }

        return new ReadModelStatus(groups);
    }
}

public sealed record ReadModelStatus(IReadOnlyList<GroupStatus> Groups);

/// <param name="Offset">The ordering up to which the group has applied the journal.</param>
/// <param name="Head">The highest ordering in the journal.</param>
/// <param name="Error">Why the group stands still, or null when it does not.</param>
public sealed record GroupStatus(string Name, long Offset, long Head, string? Error)
{
    /// <summary>How many rows the group has yet to apply; numbers without a row count as rows.</summary>
    public long Lag => Math.Max(0, Head - Offset);
}
