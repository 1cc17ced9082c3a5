using System.Diagnostics;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Compares a group's tables with the journal: folds exactly the events that offset and gaps say were applied, but those that are parked, into
/// shadow tables, and compares every row. It reads one moment of a live database and holds up no writer: the shadow lies in scratch tables,
/// which nobody else sees.
/// </summary>
public sealed class Verification(RestaurantDatabase database)
{
    private const string Suffix = "_verify";
    private const int Step = 1_000;
    private const int MostNamed = 20;

    private readonly JournalReader _journal = new(database);
    private int _running;

    /// <summary>All groups, one after the other.</summary>
    /// <param name="progress">Is told after each step how far it is.</param>
    /// <returns>Null when such a run is under way already: each reads all that there is.</returns>
    public Task<IReadOnlyList<VerificationResult>>? TryRunAllAsync(Action<VerificationProgress> progress, CancellationToken cancellation) =>
        // Elsewhere: SQLite's driver does not return before it is done.
        Interlocked.Exchange(ref _running, 1) == 0 ? Task.Run(() => RunAllAsync(progress, cancellation), CancellationToken.None) : null;

    /// <param name="progress">Is told after each step how far it is.</param>
    public async Task<VerificationResult> RunAsync(ProjectionGroup group, CancellationToken cancellation, Action<VerificationProgress>? progress = null)
    {
        var began = Stopwatch.GetTimestamp();
        await using var scratch = await database.OpenScratchAsync(cancellation);
        // Before all else: a table that is being read is not exchanged for another one.
        var rows = 0L;
        foreach (var table in group.Tables)
        {
            rows += await scratch.Connection.QuerySingleAsync<long>(scratch.Command($"select count(*) from {table.Name}", cancellation));
        }

        var moment = await MomentAsync(group, scratch, cancellation);
        var shadow = new ReadModelTransaction(scratch.Connection, scratch.Transaction, database.Sql, Suffix);
        foreach (var projection in group.Projections)
        {
            await shadow.ExecuteAsync(database.Sql.Ddl(projection.Ddl(Suffix)), new { }, cancellation);
        }

        var differences = new List<Difference>();
        var events = await FoldAsync(group, moment, shadow, differences, progress, cancellation);
        foreach (var table in group.Tables)
        {
            differences.AddRange(await TableComparison.FindAsync(table, $"{scratch.Live}{table.Name}", $"{scratch.Own}{table.Name}{Suffix}", scratch, cancellation));
        }

        var stored = await scratch.Connection.QuerySingleAsync<long>(scratch.Command("select count(*) from journal", cancellation));
        var named = new List<Difference>();
        foreach (var difference in differences.Take(MostNamed))
        {
            named.Add(difference with { Event = difference.Event ?? await LastEventAsync(group, moment, difference, cancellation) });
        }

        return new VerificationResult(
            group.Name, events, rows, differences.Count, named, stored - events, moment.Parked.Count, moment.SetAside.Skipped.Count, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<IReadOnlyList<VerificationResult>> RunAllAsync(Action<VerificationProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var results = new List<VerificationResult>();
            foreach (var group in ProjectionCatalog.All)
            {
                results.Add(await RunAsync(group, cancellation, progress));
            }

            return results;
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task<Moment> MomentAsync(ProjectionGroup group, Scratch scratch, CancellationToken cancellation)
    {
        var row = await GroupRow.FindAsync(scratch.Connection, scratch.Transaction, group.Name, cancellation);
        return new Moment(
            row?.ToLedger() ?? GapLedger.Empty,
            await SetAside.LoadAsync(scratch.Connection, scratch.Transaction, group.Names, cancellation),
            await ParkedEvent.OrderingsAsync(scratch.Connection, scratch.Transaction, group, database.Sql, cancellation));
    }

    private static async Task<long> FoldAsync(
        ProjectionGroup group, Moment moment, ReadModelTransaction shadow, List<Difference> differences, Action<VerificationProgress>? progress, CancellationToken cancellation)
    {
        var events = 0L;
        for (var done = 0L; done < moment.Ledger.Offset;)
        {
            var read = await JournalReader.ReadBehindAsync(shadow.Connection, shadow.Transaction, done, Step, cancellation);
            var applied = read.Where(row => moment.Ledger.HasApplied(row.Ordering)).ToList();
            // What could not be read when it was its turn is parked. Folded as if it were not there, it shows in the rows as well.
            differences.AddRange(applied.Where(row => group.Projections.Any(projection => moment.IsGivenTo(projection, row) && moment.SetAside.Given(projection, row).Event is UnreadableEvent))
                .Select(row => new Difference("journal", Difference.NameOf(row), "cannot be read", Difference.NameOf(row))));
            foreach (var projection in group.Projections)
            {
                await projection.ApplyAsync(shadow, [.. applied.Where(row => moment.IsGivenTo(projection, row)).Select(row => moment.Given(projection, row))], cancellation);
            }

            events += applied.Count;
            done = read.Count < Step ? moment.Ledger.Offset : Math.Min(read[^1].Ordering, moment.Ledger.Offset);
            progress?.Invoke(new VerificationProgress(group.Name, Math.Round(100m * done / moment.Ledger.Offset, 1)));
        }

        return events;
    }

    // A row's key begins with the id of the aggregate that it is about; what made it last is that aggregate's last event.
    private async Task<string?> LastEventAsync(ProjectionGroup group, Moment moment, Difference difference, CancellationToken cancellation)
    {
        var projection = group.Projections.First(projection => projection.Tables.Any(table => table.Name == difference.Table));
        foreach (var aggregate in projection.Aggregates)
        {
            var rows = await _journal.ReadAsync(aggregate.PersistenceId(difference.Key.Split(' ')[0]), long.MaxValue, cancellation);
            if (rows.LastOrDefault(row => moment.Ledger.HasApplied(row.Ordering)) is { } last)
            {
                return Difference.NameOf(last);
            }
        }

        return null;
    }

    /// <summary>What the group's row and what lies beside it say that its tables hold.</summary>
    private sealed record Moment(GapLedger Ledger, SetAside SetAside, IReadOnlySet<(string Projection, long Ordering)> Parked)
    {
        public bool IsGivenTo(IProjection projection, JournalRow row) => projection.Takes(row) && !Parked.Contains((projection.Name, row.Ordering));

        public JournalRow Given(IProjection projection, JournalRow row) =>
            row.Event is UnreadableEvent ? row with { Event = SkippedEvent.Instance } : SetAside.Given(projection, row);
    }
}
