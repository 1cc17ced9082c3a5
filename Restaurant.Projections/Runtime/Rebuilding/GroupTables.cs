using System.Data.Common;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Runtime.Rebuilding;

/// <summary>
/// Sees to it that the tables of a group are there. Those that are not what this program makes (another DDL text, another version, a projection that
/// was added later, a table that somebody has dropped) are not mended in place: a rebuild is asked for, which fills others beside them. Until these
/// serve, the group leaves their projection out. Those of a group that is permanent are made once, and then kept or missed.
/// </summary>
internal sealed class GroupTables(RestaurantDatabase database, ProjectionGroup group, DbConnection connection, DbTransaction transaction, DateTimeOffset now)
{
    private const string ByTheProgram = "the program";

    private static readonly string[] Bookkeeping = [GroupRow.Ddl, GenerationRow.Ddl, RebuildRow.Ddl, ParkedEvent.Ddl, SkippedRow.Ddl, PausedGroup.Ddl];

    private bool _hasMade;

    /// <returns>Where the group stands.</returns>
    /// <exception cref="NewerTablesException">A newer program has made them.</exception>
    /// <exception cref="LostTablesException">They are those of a permanent group, and not as they were left.</exception>
    public async Task<GroupPosition> OpenAsync(CancellationToken cancellation)
    {
        foreach (var definition in Bookkeeping)
        {
            await ExecuteAsync(database.Sql.Ddl(definition), cancellation);
        }

        // A copy that is at work does not move on meanwhile: what is read here is what it has left.
        await ExecuteAsync("update projection_group set revision = revision where name = @name", cancellation, new { name = group.Name });
        var stored = await GroupRow.FindAsync(connection, transaction, group.Name, cancellation);
        var generations = await GenerationRow.OfAsync(group, connection, transaction, cancellation);
        foreach (var retired in generations.Values.Where(made => group.Retired.Contains(made.Projection)))
        {
            await RemoveAsync(retired.Projection, retired.TableNames(), cancellation);
            await ExecuteAsync("delete from projection_generation where projection = @name; delete from projection_skipped where projection = @name", cancellation, new { name = retired.Projection });
        }

        DemandKnown(generations.Values.Where(made => !group.Retired.Contains(made.Projection)));
        if (stored is not null && generations.Count == 0 && stored.Fingerprint == group.Fingerprint)
        {
            // As a program has left them that kept no account of single projections.
            generations = group.Projections.ToDictionary(projection => projection.Name, projection => GenerationRow.Of(group, projection, generation: 1, isFilled: true));
            await SaveAsync(generations.Values, cancellation);
        }

        var isNew = stored is null || stored.LedgerOffset == 0;
        var building = new List<string>();
        foreach (var projection in group.Projections)
        {
            if (group.IsPermanent)
            {
                await KeepAsync(projection, generations.GetValueOrDefault(projection.Name), stored, isNew, cancellation);
                continue;
            }

            // Without a position nobody knows what tables hold.
            var serving = stored is null ? null : generations.GetValueOrDefault(projection.Name);
            if (!await IsServingAsync(projection, serving, isNew, cancellation))
            {
                building.Add(projection.Name);
            }
        }

        if (stored is null || stored.Fingerprint != group.Fingerprint || _hasMade)
        {
            // The revision goes on, so that a copy that is at work on other tables loses.
            stored = (stored ?? GroupRow.New(group)) with { Fingerprint = group.Fingerprint, Tables = string.Join(' ', group.TableNames), Revision = (stored?.Revision ?? 0) + 1 };
            await connection.ExecuteAsync(new CommandDefinition(GroupRow.Upsert, stored, transaction, cancellationToken: cancellation));
        }

        return new GroupPosition(stored.ToLedger(), stored.Revision, await SetAside.LoadAsync(connection, transaction, group.Names, database.Sql, cancellation) with { Building = [.. building] });
    }

    private void DemandKnown(IEnumerable<GenerationRow> generations)
    {
        foreach (var made in generations)
        {
            var mine = group.Projections.FirstOrDefault(projection => projection.Name == made.Projection);
            if (mine is null || mine.Version < made.Version)
            {
                throw new NewerTablesException(
                    $"A newer program has made the tables of the projection '{made.Projection}' (version {made.Version}; this program {(mine is null ? "does not know it" : $"has version {mine.Version}")}).");
            }
        }
    }

    // Whatever is not there for the first time was given out before: other rows under the same numbers would be worse than none.
    private async Task KeepAsync(IProjection projection, GenerationRow? made, GroupRow? stored, bool isNew, CancellationToken cancellation)
    {
        var isThere = await ReadTables.ExistAsync(projection.Tables.Select(table => table.Name), database.Sql, connection, transaction, cancellation);
        if (isNew && made is null && !isThere)
        {
            await MakeAsync(projection, serving: null, isNew, cancellation);
        }
        else if (stored is null || !isThere || made?.Serves(group) != true)
        {
            throw new LostTablesException(
                $"The tables of the projection '{projection.Name}' are not as they were left, and they are never built anew: restore the database, or see docs/operating.md for what it means to begin them afresh.");
        }
    }

    private async Task<bool> IsServingAsync(IProjection projection, GenerationRow? serving, bool isNew, CancellationToken cancellation)
    {
        var isThere = await ReadTables.ExistAsync(projection.Tables.Select(table => table.Name), database.Sql, connection, transaction, cancellation);
        var isMine = serving?.Fingerprint == group.Fingerprints[projection.Name];
        if (serving?.Serves(group) == true && isThere)
        {
            return true;
        }

        // Those of another shape serve on as they are. Where there are none, queries find empty ones.
        if (isNew || !isThere && (serving is null || isMine))
        {
            await MakeAsync(projection, serving, isNew, cancellation);
        }

        if (isNew)
        {
            return true;
        }

        await new RebuildRow { Projection = projection.Name, RequestedBy = ByTheProgram, RequestedAt = Timestamps.Format(now) }.AskAsync(connection, transaction, cancellation);
        return false;
    }

    private async Task MakeAsync(IProjection projection, GenerationRow? serving, bool isNew, CancellationToken cancellation)
    {
        _hasMade = true;
        // Others that were being filled go by the generation that was there, and by what the group had applied.
        await RemoveAsync(projection.Name, [.. projection.Tables.Select(table => table.Name).Union(serving?.TableNames() ?? [])], cancellation);
        await ExecuteAsync(database.Sql.Ddl(projection.Ddl("")), cancellation);
        await SaveAsync([GenerationRow.Of(group, projection, (serving?.Generation ?? 0) + 1, isFilled: isNew)], cancellation);
    }

    // The tables that serve, those that are being filled, and what is parked in either.
    private async Task RemoveAsync(string projection, string[] serving, CancellationToken cancellation)
    {
        var rebuild = await RebuildRow.FindAsync(projection, connection, transaction, cancellation);
        await ReadTables.DropAsync([.. serving, .. rebuild?.TableNames() ?? []], connection, transaction, cancellation);
        await ExecuteAsync("delete from projection_parked where projection = @name or projection = @shadow", cancellation, new { name = projection, shadow = projection + rebuild?.Suffix });
        await RebuildRow.RemoveAsync(projection, connection, transaction, cancellation);
    }

    private async Task SaveAsync(IEnumerable<GenerationRow> generations, CancellationToken cancellation)
    {
        foreach (var generation in generations)
        {
            await generation.SaveAsync(connection, transaction, cancellation);
        }
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellation, object? parameters = null) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellation));
}
