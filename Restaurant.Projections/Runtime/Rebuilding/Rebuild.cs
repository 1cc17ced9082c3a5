using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>
/// The next generation of a projection's tables, beside those that serve, within one transaction of the group. It follows its group: it never holds an
/// event that the group has not applied, and takes the place of the present tables when it holds all that the group has.
/// </summary>
internal sealed class Rebuild(RestaurantDatabase database, ProjectionGroup group, IProjection projection, DbConnection connection, DbTransaction transaction, DateTimeOffset now)
{
    // The more, the sooner it is over, and the longer those wait who read meanwhile.
    private const int Step = 500;

    /// <summary>Does the next piece of work: makes the tables, fills in what follows, or exchanges them.</summary>
    /// <param name="oneByOne">Whether an event that cannot be applied is parked. Else nothing is done then.</param>
    /// <param name="rate">Events per second, of late.</param>
    /// <returns>What the group sets aside now, and how far it is.</returns>
    public async Task<(SetAside SetAside, RebuildProgress Progress)> GoOnAsync(GroupPosition position, RebuildRow row, bool oneByOne, long rate, CancellationToken cancellation)
    {
        // The second: a group whose row was lost begins anew, and what is filled in may not be ahead of it.
        if (row.Fingerprint != group.Fingerprints[projection.Name] || row.LedgerOffset > position.Ledger.Offset)
        {
            await BeginAsync(row, cancellation);
            return (position.SetAside, new RebuildProgress(RebuildState.Behind, Events: 0));
        }

        var missing = await MissingAsync(position.Ledger, row, cancellation);
        if (missing.Rows.Count == 0 && missing.Ledger == position.Ledger && row.Ledger() == position.Ledger)
        {
            return (await ExchangeAsync(position, row, cancellation), new RebuildProgress(RebuildState.Over, Events: 0));
        }

        var tables = new ReadModelTransaction(connection, transaction, database.Sql, row.Suffix);
        var aside = await SetAside.LoadAsync(connection, transaction, [projection.Name, projection.Name + row.Suffix], database.Sql, cancellation);
        var lot = new ParkingLot(database, tables, aside, now);
        await (oneByOne ? lot.ApplyOneByOneAsync(projection, missing.Rows, cancellation) : lot.ApplyAsync(projection, missing.Rows, cancellation));
        await lot.SaveAsync(cancellation);
        await (row with
        {
            LedgerOffset = missing.Ledger.Offset,
            Gaps = missing.Ledger.FormatGaps(),
            Events = row.Events + missing.Rows.Count,
            EventsPerSecond = rate,
            Error = null,
        }).SaveAsync(connection, transaction, cancellation);
        return (position.SetAside, new RebuildProgress(missing.Ledger == position.Ledger ? RebuildState.CaughtUp : RebuildState.Behind, missing.Rows.Count));
    }

    private async Task BeginAsync(RebuildRow row, CancellationToken cancellation)
    {
        await database.WaitBrieflyForLocksAsync(connection, transaction, cancellation);
        // What was begun before may have another shape.
        await ReadTables.DropAsync(row.TableNames(), connection, transaction, cancellation);
        var serving = (await GenerationRow.OfAsync(group, connection, transaction, cancellation)).GetValueOrDefault(projection.Name);
        // Two that take turns: the indexes of the tables that serve keep theirs, and each text of a statement is remembered for as long as the process lives.
        var suffix = string.Create(CultureInfo.InvariantCulture, $"__{((serving?.Generation ?? 0) + 1) % 2}");
        await ReadTables.DropAsync(Names(suffix), connection, transaction, cancellation);
        await ExecuteAsync(
            "delete from projection_parked where projection in (@shadow, @begun) and projection <> @name",
            new { name = projection.Name, shadow = projection.Name + suffix, begun = projection.Name + row.Suffix },
            cancellation);
        await ExecuteAsync(database.Sql.Ddl(projection.Ddl(suffix)), null, cancellation);
        await new RebuildRow
        {
            Projection = projection.Name,
            Fingerprint = group.Fingerprints[projection.Name],
            Suffix = suffix,
            Tables = string.Join(' ', Names(suffix)),
            RequestedBy = row.RequestedBy,
            RequestedAt = row.RequestedAt,
        }.SaveAsync(connection, transaction, cancellation);
    }

    // The next rows that the group has applied, and those that it has applied meanwhile in gaps that were open.
    private async Task<(GapLedger Ledger, IReadOnlyList<JournalRow> Rows)> MissingAsync(GapLedger of, RebuildRow row, CancellationToken cancellation)
    {
        var ledger = row.Ledger();
        var late = await new JournalReader(database).ReadAsync(connection, transaction, of.ClosedSince(ledger), cancellation);
        var behind = await JournalReader.ReadBehindAsync(connection, transaction, ledger.Offset, Step, cancellation);
        var offset = behind.Count < Step ? of.Offset : Math.Min(behind[^1].Ordering, of.Offset);
        return (of.UpTo(offset), [.. late.Concat(behind.Where(next => next.Ordering <= offset && of.HasApplied(next.Ordering))).OrderBy(next => next.Ordering)]);
    }

    // Nothing else is done in this transaction: whoever waits for the tables meanwhile sees all that was filled in before.
    private async Task<SetAside> ExchangeAsync(GroupPosition position, RebuildRow row, CancellationToken cancellation)
    {
        await database.WaitBrieflyForLocksAsync(connection, transaction, cancellation);
        var serving = (await GenerationRow.OfAsync(group, connection, transaction, cancellation)).GetValueOrDefault(projection.Name);
        await ReadTables.DropAsync(Names().Union(serving?.TableNames() ?? []), connection, transaction, cancellation);
        foreach (var table in Names())
        {
            await ExecuteAsync($"alter table {table}{row.Suffix} rename to {table}", null, cancellation);
        }

        await GenerationRow.Of(group, projection, (serving?.Generation ?? 0) + 1, isFilled: true).SaveAsync(connection, transaction, cancellation);
        var names = new { name = projection.Name, shadow = projection.Name + row.Suffix };
        // What was asked meanwhile is asked of the event where it is parked now.
        await ExecuteAsync(
            """
            update projection_parked set request = serving.request, requested_by = serving.requested_by, reason = serving.reason from projection_parked serving
            where projection_parked.projection = @shadow and serving.projection = @name and serving.ordering = projection_parked.ordering and projection_parked.error is not null
            """,
            names,
            cancellation);
        await ExecuteAsync("delete from projection_parked where projection = @name", names, cancellation);
        await ExecuteAsync("update projection_parked set projection = @name where projection = @shadow", names, cancellation);
        await RebuildRow.RemoveAsync(projection.Name, connection, transaction, cancellation);
        return await SetAside.LoadAsync(connection, transaction, group.Names, database.Sql, cancellation) with { Building = position.SetAside.Building.Remove(projection.Name) };
    }

    private IEnumerable<string> Names(string suffix = "") => projection.Tables.Select(table => table.Name + suffix);

    private Task<int> ExecuteAsync(string sql, object? parameters, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellation));
}
