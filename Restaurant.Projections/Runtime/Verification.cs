using System.Diagnostics;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// Compares a group's tables with the journal: folds exactly the events that offset and gaps say were applied, but those that are parked, into
/// shadow tables, and compares every row. It reads one moment of a live database and holds up no writer: the shadow lies in scratch tables,
/// which nobody else sees. What was applied and cannot be folded any more is a difference of the journal. Tables that are being built are left out.
/// </summary>
public sealed class Verification(RestaurantDatabase database, ProjectionCatalog projections, TimeProvider time)
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
        // Before the moment is taken: none of them may be exchanged for one that holds what came later.
        await database.HoldTablesAsync(group.TableNames, scratch.Connection, scratch.Transaction, cancellation);
        var moment = await MomentAsync(group, scratch, cancellation);
        ReadTable[] tables = [.. moment.Projections.SelectMany(projection => projection.Tables)];
        var rows = 0L;
        foreach (var table in tables)
        {
            rows += await scratch.Connection.QuerySingleAsync<long>(scratch.Command($"select count(*) from {table.Name}", cancellation));
        }

        var shadow = new ReadModelTransaction(scratch.Connection, scratch.Transaction, database.Sql, Suffix);
        foreach (var projection in moment.Projections)
        {
            await shadow.ExecuteAsync(database.Sql.Ddl(projection.Ddl(Suffix)), new { }, cancellation);
        }

        var (events, unfolded) = await FoldAsync(group, moment, shadow, progress, cancellation);
        var differing = (long)unfolded.Count;
        var differences = unfolded.Take(MostNamed).ToList();
        foreach (var table in tables)
        {
            var (more, found) = await TableComparison.FindAsync(
                table, $"{scratch.Live}{table.Name}", $"{scratch.Own}{table.Name}{Suffix}", MostNamed - differences.Count, scratch, cancellation);
            differing += more;
            differences.AddRange(found);
        }

        var stored = await scratch.Connection.QuerySingleAsync<long>(scratch.Command("select count(*) from journal", cancellation));
        var named = new List<Difference>();
        foreach (var difference in differences)
        {
            named.Add(difference with { Event = difference.Event ?? await LastEventAsync(group, moment, difference, cancellation) });
        }

        return new VerificationResult(
            group.Name, events, rows, differing, named, stored - events, moment.Parked.Count, moment.SetAside.Skipped.Count, moment.Building, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private async Task<IReadOnlyList<VerificationResult>> RunAllAsync(Action<VerificationProgress> progress, CancellationToken cancellation)
    {
        try
        {
            var results = new List<VerificationResult>();
            foreach (var group in projections.All)
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
        var generations = await GenerationRow.OfAsync(group, scratch.Connection, scratch.Transaction, cancellation);
        var building = GenerationRow.NotServing(group, generations);
        return new Moment(
            [.. group.Projections.Where(projection => !building.Contains(projection.Name))],
            building,
            row?.ToLedger() ?? GapLedger.Empty,
            await SetAside.LoadAsync(scratch.Connection, scratch.Transaction, group.Names, database.Sql, cancellation),
            await ParkedEvent.OrderingsAsync(scratch.Connection, scratch.Transaction, group, database.Sql, cancellation));
    }

    private async Task<(long Events, IReadOnlyList<Difference> Unfolded)> FoldAsync(
        ProjectionGroup group, Moment moment, ReadModelTransaction shadow, Action<VerificationProgress>? progress, CancellationToken cancellation)
    {
        var events = 0L;
        var unfolded = new List<Difference>();
        var aside = SetAside.Nothing;
        for (var done = 0L; done < moment.Ledger.Offset;)
        {
            var read = await JournalReader.ReadBehindAsync(shadow.Connection, shadow.Transaction, done, Step, cancellation);
            var applied = read.Where(row => moment.Ledger.HasApplied(row.Ordering)).ToList();
            foreach (var projection in moment.Projections)
            {
                var lot = await FoldAsync(projection, [.. applied.Where(row => moment.IsGivenTo(projection, row)).Select(row => moment.SetAside.Given(projection, row))], shadow, aside, cancellation);
                aside = lot.SetAside;
                unfolded.AddRange(lot.Parked.Where(parked => parked.Error is not null).Select(parked => Difference.OfJournal(parked.PersistenceId, parked.Version, parked.Error!)));
            }

            events += applied.Count;
            done = read.Count < Step ? moment.Ledger.Offset : Math.Min(read[^1].Ordering, moment.Ledger.Offset);
            progress?.Invoke(new VerificationProgress(group.Name, Math.Round(100m * done / moment.Ledger.Offset, 1)));
        }

        return (events, unfolded);
    }

    // As the group does it: what cannot be folded is set aside with what follows in its aggregate, and shows in the rows as well.
    private async Task<ParkingLot> FoldAsync(IProjection projection, IReadOnlyList<JournalRow> rows, ReadModelTransaction shadow, SetAside aside, CancellationToken cancellation)
    {
        const string Before = "before";
        var lot = new ParkingLot(database, shadow, aside, time.GetUtcNow());
        await shadow.Transaction.SaveAsync(Before, cancellation);
        try
        {
            await lot.ApplyAsync(projection, rows, cancellation);
        }
        catch (Exception failure) when (!database.IsPassing(failure))
        {
            await shadow.Transaction.RollbackAsync(Before, cancellation);
            lot = new ParkingLot(database, shadow, aside, time.GetUtcNow());
            await lot.ApplyOneByOneAsync(projection, rows, cancellation);
        }

        await shadow.Transaction.ReleaseAsync(Before, cancellation);
        return lot;
    }

    // Where rows are not numbered: a row's key begins with the id of the aggregate that it is about; what made it last is that aggregate's last event.
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
    /// <param name="Projections">Those whose tables serve.</param>
    /// <param name="Building">The names of the others.</param>
    private sealed record Moment(
        IReadOnlyList<IProjection> Projections, IReadOnlyList<string> Building, GapLedger Ledger, SetAside SetAside, IReadOnlySet<(string Projection, long Ordering)> Parked)
    {
        public bool IsGivenTo(IProjection projection, JournalRow row) => projection.Takes(row) && !Parked.Contains((projection.Name, row.Ordering));
    }
}
