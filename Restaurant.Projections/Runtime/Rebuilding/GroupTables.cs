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
/// serve, the group leaves their projection out.
/// </summary>
internal sealed class GroupTables(RestaurantDatabase database, ProjectionGroup group, DbConnection connection, DbTransaction transaction, DateTimeOffset now)
{
    private const string ByTheProgram = "the program";

    private static readonly string[] Bookkeeping = [GroupRow.Ddl, GenerationRow.Ddl, RebuildRow.Ddl, ParkedEvent.Ddl, SkippedRow.Ddl, PausedGroup.Ddl];

    /// <returns>Where the group stands.</returns>
    /// <exception cref="NewerTablesException">A newer program has made them.</exception>
    public async Task<GroupPosition> OpenAsync(CancellationToken cancellation)
    {
        foreach (var definition in Bookkeeping)
        {
            await ExecuteAsync(database.Sql.Ddl(definition), cancellation);
        }

        var stored = await GroupRow.FindAsync(connection, transaction, group.Name, cancellation);
        var generations = await GenerationRow.OfAsync(group, connection, transaction, cancellation);
        foreach (var retired in generations.Values.Where(made => group.Retired.Contains(made.Projection)))
        {
            await RemoveAsync(retired, cancellation);
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
            // Without a position nobody knows what tables hold.
            var serving = stored is null ? null : generations.GetValueOrDefault(projection.Name);
            if (!await IsServingAsync(projection, serving, isNew, cancellation))
            {
                building.Add(projection.Name);
            }
        }

        if (stored is null || stored.Fingerprint != group.Fingerprint)
        {
            // The revision goes on, so that a copy of another program, which is at work on other tables, loses.
            stored = (stored ?? GroupRow.New(group)) with { Fingerprint = group.Fingerprint, Tables = string.Join(' ', group.TableNames), Revision = (stored?.Revision ?? 0) + 1 };
            await connection.ExecuteAsync(new CommandDefinition(GroupRow.Upsert, stored, transaction, cancellationToken: cancellation));
        }

        return new GroupPosition(stored.ToLedger(), stored.Revision, await SetAside.LoadAsync(connection, transaction, group.Names, cancellation) with { Building = [.. building] });
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
        await ReadTables.DropAsync(projection.Tables.Select(table => table.Name).Union(serving?.TableNames() ?? []), connection, transaction, cancellation);
        await ExecuteAsync(database.Sql.Ddl(projection.Ddl("")), cancellation);
        await SaveAsync([GenerationRow.Of(group, projection, (serving?.Generation ?? 0) + 1, isFilled: isNew)], cancellation);
        await ExecuteAsync("delete from projection_parked where projection = @name", cancellation, new { name = projection.Name });
    }

    private async Task RemoveAsync(GenerationRow retired, CancellationToken cancellation)
    {
        await ReadTables.DropAsync(retired.TableNames(), connection, transaction, cancellation);
        foreach (var account in new[] { "projection_generation", "projection_rebuild", "projection_parked", "projection_skipped" })
        {
            await ExecuteAsync($"delete from {account} where projection = @name", cancellation, new { name = retired.Projection });
        }
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
