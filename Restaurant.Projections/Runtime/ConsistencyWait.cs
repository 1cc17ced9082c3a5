using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime;

/// <summary>Waits until the read tables hold given events, whichever node's projections put them there.</summary>
public sealed class ConsistencyWait(RestaurantDatabase database, JournalReader journal, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<GapLedger> _look = Task.FromResult(GapLedger.Empty);
    private long _lookedAt;

    /// <summary>
    /// True as soon as all of them are there; false when patience ends before. A token of an event that does not exist, or does not exist
    /// yet, is waited for like the others.
    /// </summary>
    public async Task<bool> ReachedAsync(IReadOnlyList<ConsistencyToken> tokens, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // A database that is silent must not hold the caller beyond what it allows, but for one look.
            return await TryReachAsync(tokens, patience, cancellation).WaitAsync(patience + LongestLook, time, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> TryReachAsync(IReadOnlyList<ConsistencyToken> tokens, TimeSpan patience, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var open = tokens.Distinct().ToList();
        var orderings = new Dictionary<ConsistencyToken, long>();
        while (true)
        {
            foreach (var token in open.Except(orderings.Keys).ToList())
            {
                if (await journal.OrderingOfAsync(token.PersistenceId, token.Version, cancellation) is { } ordering)
                {
                    orderings[token] = ordering;
                }
            }

            var applied = await AppliedAsync().WaitAsync(cancellation);
            open.RemoveAll(token => orderings.TryGetValue(token, out var ordering) && applied.HasApplied(ordering));
            if (open.Count == 0)
            {
                return true;
            }

            if (time.GetElapsedTime(began) >= patience)
            {
                return false;
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    // However many requests wait, the node looks once per interval.
    private Task<GapLedger> AppliedAsync()
    {
        lock (_gate)
        {
            if (_look.IsCompleted && time.GetElapsedTime(_lookedAt) >= Interval)
            {
                _lookedAt = time.GetTimestamp();
                _look = Task.Run(LookAsync);
            }

            return _look;
        }
    }

    private async Task<GapLedger> LookAsync()
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var row = await GroupRow.FindAsync(connection, transaction: null, ProjectionCatalog.ReadModel.Name, CancellationToken.None);
        return row?.ToPosition().Ledger ?? GapLedger.Empty;
    }
}
