using System.Collections.Immutable;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>Waits until the read tables hold given events, whichever node's projections put them there.</summary>
public sealed class ConsistencyWait(RestaurantDatabase database, JournalReader journal, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<Sight> _look = Task.FromResult(new Sight(GapLedger.Empty, ImmutableDictionary<string, long>.Empty));
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

            var seen = await LookAtMostOnceAsync().WaitAsync(cancellation);
            open.RemoveAll(token => orderings.TryGetValue(token, out var ordering) && seen.Has(token, ordering));
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
    private Task<Sight> LookAtMostOnceAsync()
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

    private async Task<Sight> LookAsync()
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var row = await GroupRow.FindAsync(connection, transaction: null, ProjectionCatalog.ReadModel.Name, CancellationToken.None);
        // Behind the position: what was parked on the way there is seen. Tables that are yet to be built hold nothing.
        var parked = await ParkedEvent.FirstVersionsAsync(connection, ProjectionCatalog.ReadModel, database.Sql, CancellationToken.None);
        var building = GenerationRow.NotServing(ProjectionCatalog.ReadModel, await GenerationRow.OfAsync(ProjectionCatalog.ReadModel, connection, transaction: null, CancellationToken.None));
        return new Sight(building.Count == 0 ? row?.ToLedger() ?? GapLedger.Empty : GapLedger.Empty, parked);
    }

    /// <param name="Parked">The aggregates that are parked, from which version on.</param>
    private sealed record Sight(GapLedger Ledger, IReadOnlyDictionary<string, long> Parked)
    {
        public bool Has(ConsistencyToken token, long ordering) =>
            Ledger.HasApplied(ordering) && !(Parked.TryGetValue(token.PersistenceId, out var from) && from <= token.Version);
    }
}
