using System.Collections.Concurrent;
using System.Collections.Immutable;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>Waits until the tables of a group hold given events, whichever node's projections put them there.</summary>
public sealed class ConsistencyWait(RestaurantDatabase database, JournalReader journal, ProjectionCatalog projections, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Watched> _watched = new();

    /// <summary>The same for what the queries read.</summary>
    /// <inheritdoc cref="ReachedAsync(ProjectionGroup, IReadOnlyList{ConsistencyToken}, TimeSpan, CancellationToken)"/>
    public Task<bool> ReachedAsync(IReadOnlyList<ConsistencyToken> tokens, TimeSpan patience, CancellationToken cancellation) =>
        ReachedAsync(projections.ReadModel, tokens, patience, cancellation);

    /// <summary>
    /// True as soon as all of them are there; false when patience ends before. A token of an event that does not exist, or does not exist
    /// yet, is waited for like the others.
    /// </summary>
    public async Task<bool> ReachedAsync(ProjectionGroup group, IReadOnlyList<ConsistencyToken> tokens, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            // A database that is silent must not hold the caller beyond what it allows, but for one look.
            return await TryReachAsync(group, tokens, patience, cancellation).WaitAsync(patience + LongestLook, time, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> TryReachAsync(ProjectionGroup group, IReadOnlyList<ConsistencyToken> tokens, TimeSpan patience, CancellationToken cancellation)
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

            var seen = await LookAtMostOnceAsync(group).WaitAsync(cancellation);
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

    // However many requests wait, the node looks at a group once per interval.
    private Task<Sight> LookAtMostOnceAsync(ProjectionGroup group)
    {
        var watched = _watched.GetOrAdd(group.Name, _ => new Watched());
        lock (watched.Gate)
        {
            if (watched.Look.IsCompleted && time.GetElapsedTime(watched.LookedAt) >= Interval)
            {
                watched.LookedAt = time.GetTimestamp();
                watched.Look = Task.Run(() => LookAsync(group));
            }

            return watched.Look;
        }
    }

    private async Task<Sight> LookAsync(ProjectionGroup group)
    {
        await using var connection = await database.ConnectAsync(CancellationToken.None);
        var row = await GroupRow.FindAsync(connection, transaction: null, group.Name, CancellationToken.None);
        // Behind the position: what was parked on the way there is seen. Tables that are yet to be built hold nothing.
        var parked = await ParkedEvent.FirstVersionsAsync(connection, group, database.Sql, CancellationToken.None);
        var building = GenerationRow.NotServing(group, await GenerationRow.OfAsync(group, connection, transaction: null, CancellationToken.None));
        return new Sight(building.Count == 0 ? row?.ToLedger() ?? GapLedger.Empty : GapLedger.Empty, parked);
    }

    private sealed class Watched
    {
        public Lock Gate { get; } = new();

        public Task<Sight> Look { get; set; } = Task.FromResult(Sight.Nothing);

        public long LookedAt { get; set; }
    }

    /// <param name="Parked">The aggregates that are parked, from which version on.</param>
    private sealed record Sight(GapLedger Ledger, IReadOnlyDictionary<string, long> Parked)
    {
        public static readonly Sight Nothing = new(GapLedger.Empty, ImmutableDictionary<string, long>.Empty);

        public bool Has(ConsistencyToken token, long ordering) =>
            Ledger.HasApplied(ordering) && !(Parked.TryGetValue(token.PersistenceId, out var from) && from <= token.Version);
    }
}
