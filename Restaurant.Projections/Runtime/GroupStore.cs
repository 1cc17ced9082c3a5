using System.Data;
using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>
/// A group's tables and its row in <c>projection_group</c>, which always change together: the row says exactly which events the
/// tables hold.
/// </summary>
public sealed class GroupStore(RestaurantDatabase database, ProjectionGroup group, BurntProof proof, TimeProvider time)
{
    private readonly JournalReader _journal = new(database);

    public ProjectionGroup Group => group;

    /// <inheritdoc cref="RestaurantDatabase.LargestBatch"/>
    public int LargestBatch => database.LargestBatch;

    /// <inheritdoc cref="RestaurantDatabase.WritersTurn"/>
    public TimeSpan WritersTurn => database.WritersTurn;

    /// <summary>Where the group stands. Makes its tables when there are none, see <see cref="GroupTables"/>.</summary>
    /// <exception cref="NewerTablesException">A newer program has made them.</exception>
    public async Task<GroupPosition> OpenAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        // Nodes that start together make the tables once.
        await using var transaction = await database.BeginExclusiveAsync(connection, cancellation);
        var position = await new GroupTables(database, group, connection, transaction, time.GetUtcNow()).OpenAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return position;
    }

    /// <summary>Whether its tables are there, and those of this program.</summary>
    public async Task<bool> IsOpenedAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await using var transaction = await database.BeginReadAsync(connection, cancellation);
        return await ReadTables.ExistAsync(
                [GroupRow.Table.Name, GenerationRow.Table.Name, ParkedEvent.Table.Name, SkippedRow.Table.Name, .. group.TableNames], database.Sql, connection, transaction, cancellation)
            && GenerationRow.NotServing(group, await GenerationRow.OfAsync(group, connection, transaction, cancellation)).Count == 0;
    }

    /// <summary>
    /// Applies a batch of the stream, and whatever has appeared in the open gaps, in one transaction. What was applied before is left out. What
    /// cannot be read is parked.
    /// </summary>
    /// <param name="position">Where this copy of the group believes the group to stand.</param>
    /// <param name="batch">In rising order; empty to look into the gaps alone.</param>
    /// <returns>Where the group stands now.</returns>
    /// <exception cref="RevisionLostException">It stands elsewhere; nothing is stored.</exception>
    /// <exception cref="Exception">An event cannot be applied; nothing is stored.</exception>
    public Task<GroupPosition> ApplyAsync(GroupPosition position, IReadOnlyList<JournalRow> batch, CancellationToken cancellation) =>
        ApplyAsync(position, batch, (lot, projection, rows) => lot.ApplyAsync(projection, rows, cancellation), cancellation);

    /// <summary>The same event by event, which is slow: one that cannot be applied is parked, and all others are applied.</summary>
    /// <inheritdoc cref="ApplyAsync(GroupPosition, IReadOnlyList{JournalRow}, CancellationToken)"/>
    public Task<GroupPosition> ApplyOneByOneAsync(GroupPosition position, IReadOnlyList<JournalRow> batch, CancellationToken cancellation) =>
        ApplyAsync(position, batch, (lot, projection, rows) => lot.ApplyOneByOneAsync(projection, rows, cancellation), cancellation);

    /// <summary>Tries what is parked of an aggregate once more, in order, until an event fails again. What is to be skipped is passed over.</summary>
    /// <returns>Where the group stands now.</returns>
    /// <exception cref="RevisionLostException">It stands elsewhere; nothing is stored.</exception>
    public async Task<GroupPosition> RetryAsync(GroupPosition position, ParkedAggregate aggregate, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await TakeRevisionAsync(position, connection, transaction, cancellation);
        var lot = Lot(position, connection, transaction);
        await lot.RetryAsync(group.Projections.Single(projection => projection.Name == aggregate.Projection), aggregate, _journal, cancellation);
        if (lot.SetAside.Skipped.Count > position.SetAside.Skipped.Count)
        {
            // Tables that are being filled may hold what is skipped now.
            await RebuildRow.RestartAsync(aggregate.Projection, connection, transaction, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return position with { Revision = position.Revision + 1, SetAside = lot.SetAside };
    }

    /// <summary>Does the next piece of work of a rebuild that was asked for.</summary>
    /// <param name="oneByOne">Whether an event that cannot be applied is parked.</param>
    /// <param name="rate">Events per second, of late.</param>
    /// <returns>Where the group stands now, and how far the rebuild is.</returns>
    /// <exception cref="RevisionLostException">It stands elsewhere; nothing is stored.</exception>
    public async Task<(GroupPosition Position, RebuildProgress Progress)> RebuildAsync(GroupPosition position, string projection, bool oneByOne, long rate, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await TakeRevisionAsync(position, connection, transaction, cancellation);
        if ((await RebuildRow.OfAsync(group, database.Sql, connection, transaction, cancellation)).FirstOrDefault(row => row.Projection == projection) is not { } asked)
        {
            return (position, new RebuildProgress(RebuildState.Over, Events: 0));
        }

        var rebuild = new Rebuild(database, group, group.Projections.Single(mine => mine.Name == projection), connection, transaction, time.GetUtcNow());
        var (aside, progress) = await rebuild.GoOnAsync(position, asked, oneByOne, rate, cancellation);
        await transaction.CommitAsync(cancellation);
        return (position with { Revision = position.Revision + 1, SetAside = aside }, progress);
    }

    /// <summary>Whether a failure is the database's, and not that of what was asked of it. A table that is being read is not its fault.</summary>
    public bool IsPassing(Exception failure) => database.IsPassing(failure) && !IsHeldUp(failure);

    /// <summary>Whether others were reading a table that is to be replaced.</summary>
    public bool IsHeldUp(Exception failure) => database.IsHeldUp(failure);

    /// <summary>Tells why a rebuild does not go on.</summary>
    public async Task ReportRebuildAsync(string projection, string error, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update projection_rebuild set error = @error where projection = @projection and error is distinct from @error", new { projection, error }, cancellationToken: cancellation));
    }

    /// <summary>What somebody has asked of the group.</summary>
    public async Task<GroupRequests> RequestsAsync(CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        return await GroupRequests.FindAsync(connection, group, database.Sql, cancellation);
    }

    /// <summary>Tells every node why the group stands still, or with null that it does not.</summary>
    public async Task ReportAsync(string? error, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set error = @error where name = @name and error is distinct from @error", new { name = group.Name, error }, cancellationToken: cancellation));
    }

    private async Task<GroupPosition> ApplyAsync(
        GroupPosition position, IReadOnlyList<JournalRow> batch, Func<ParkingLot, IProjection, IReadOnlyList<JournalRow>, Task> apply, CancellationToken cancellation)
    {
        var ledger = position.Ledger;
        var ahead = batch.Where(row => !ledger.HasApplied(row.Ordering)).DistinctBy(row => row.Ordering).ToList();
        ledger = ledger.Advance(ahead.Count == 0 ? ledger.Offset : Math.Max(ledger.Offset, ahead[^1].Ordering));
        var gaps = ahead.Aggregate(ledger, (seen, row) => seen.Apply(row.Ordering)).Gaps;

        await using var connection = await database.ConnectAsync(cancellation);
        // Each statement sees what was committed before it: the look sees more than the proof, whatever the database's own default is.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        await TakeRevisionAsync(position, connection, transaction, cancellation);
        var burnt = await proof(gaps, transaction, cancellation);

        // One statement is one snapshot: with two, the second version of an aggregate could be found in one gap before the first in another.
        var late = await _journal.ReadAsync(connection, transaction, gaps, cancellation);
        var rows = late.Concat(ahead).OrderBy(row => row.Ordering).ToList();
        var lot = Lot(position, connection, transaction);
        foreach (var projection in group.Projections.Where(projection => !position.SetAside.Building.Contains(projection.Name)))
        {
            await apply(lot, projection, rows);
        }

        ledger = burnt.Aggregate(rows.Aggregate(ledger, (seen, row) => seen.Apply(row.Ordering)), (seen, range) => seen.Close(range));
        if (ledger == position.Ledger)
        {
            return position;
        }

        await lot.SaveAsync(cancellation);
        if (!position.SetAside.Building.IsEmpty)
        {
            // They are out of date from here on, for an older program as well, whose shape they may have.
            await GenerationRow.LeaveBehindAsync([.. position.SetAside.Building], database.Sql, connection, transaction, cancellation);
        }

        position = new GroupPosition(ledger, position.Revision + 1, lot.SetAside);
        await SaveAsync(position, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        return position;
    }

    private ParkingLot Lot(GroupPosition position, DbConnection connection, DbTransaction transaction) =>
        new(database, new ReadModelTransaction(connection, transaction, database.Sql, Suffix: ""), position.SetAside, time.GetUtcNow());

    private async Task TakeRevisionAsync(GroupPosition position, DbConnection connection, DbTransaction transaction, CancellationToken cancellation)
    {
        var taken = await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set revision = revision + 1 where name = @name and revision = @revision and fingerprint = @fingerprint",
            new { name = group.Name, revision = position.Revision, fingerprint = group.Fingerprint },
            transaction,
            cancellationToken: cancellation));
        if (taken == 0)
        {
            throw new RevisionLostException(group.Name);
        }
    }

    private async Task SaveAsync(GroupPosition position, DbConnection connection, DbTransaction transaction, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "update projection_group set ledger_offset = @offset, gaps = @gaps, error = null where name = @name",
            new { name = group.Name, offset = position.Ledger.Offset, gaps = position.Ledger.FormatGaps() },
            transaction,
            cancellationToken: cancellation));
}
