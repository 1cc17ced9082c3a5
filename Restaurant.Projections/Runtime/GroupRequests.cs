using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Parking;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>What somebody has asked of a group, on whichever node: rows that the group reads, since it may run on any of them.</summary>
/// <param name="Pause">That it stands still.</param>
/// <param name="Retries">That it tries what is parked of these once more.</param>
/// <param name="Rebuild">The projection whose tables it builds anew, or goes on to; null for none.</param>
public sealed record GroupRequests(bool Pause, IReadOnlyList<ParkedAggregate> Retries, string? Rebuild)
{
    internal static async Task<GroupRequests> FindAsync(DbConnection connection, ProjectionGroup group, SqlDialect sql, CancellationToken cancellation)
    {
        var pause = await PausedGroup.IsPausedAsync(connection, transaction: null, group.Name, cancellation);
        var retries = await connection.QueryAsync<ParkedAggregate>(new CommandDefinition(
            "select distinct projection as Projection, persistence_id as PersistenceId from projection_parked where request is not null", cancellationToken: cancellation));
        var rebuilds = await RebuildRow.OfAsync(group, sql, connection, transaction: null, cancellation);
        return new GroupRequests(pause, [.. retries.Where(retry => group.Names.Contains(retry.Projection))], !group.IsPermanent && rebuilds is [var first, ..] ? first.Projection : null);
    }
}
