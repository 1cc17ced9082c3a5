using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Restaurant.Actors.Persistence;

namespace Restaurant.Projections.Runtime.Parking;

/// <summary>What a group's projections do not take from the journal.</summary>
/// <param name="Parked">Aggregates of which an event could not be applied, each with what stands in its way.</param>
/// <param name="Skipped">Single events that somebody has decided to pass over: orderings by projection.</param>
/// <param name="Building">Projections that take nothing, since they have no tables yet that hold what came before.</param>
public sealed record SetAside(
    ImmutableDictionary<ParkedAggregate, string> Parked, ImmutableHashSet<(string Projection, long Ordering)> Skipped, ImmutableHashSet<string> Building)
{
    public static readonly SetAside Nothing = new(ImmutableDictionary<ParkedAggregate, string>.Empty, [], []);

    /// <param name="projections">Of these.</param>
    internal static async Task<SetAside> LoadAsync(DbConnection connection, DbTransaction? transaction, string[] projections, SqlDialect sql, CancellationToken cancellation)
    {
        var parked = await connection.QueryAsync<(string Projection, string PersistenceId, string Error)>(new CommandDefinition(
            $"select projection, persistence_id, error from projection_parked where error is not null and {sql.In("projection", "@projections")}",
            new { projections },
            transaction,
            cancellationToken: cancellation));
        var skipped = await connection.QueryAsync<(string Projection, long Ordering)>(new CommandDefinition(
            $"select projection, ordering from projection_skipped where {sql.In("projection", "@projections")}", new { projections }, transaction, cancellationToken: cancellation));
        return new SetAside(parked.ToImmutableDictionary(row => new ParkedAggregate(row.Projection, row.PersistenceId), row => row.Error), [.. skipped], Building: []);
    }

    /// <summary>A row of the journal as the projection is given it.</summary>
    internal JournalRow Given(IProjection projection, JournalRow row) =>
        Skipped.Contains((projection.Name, row.Ordering)) ? row with { Event = SkippedEvent.Instance } : row;

    public bool Equals(SetAside? other) =>
        other is not null && Parked.Count == other.Parked.Count && Parked.All(other.Parked.Contains) && Skipped.SetEquals(other.Skipped) && Building.SetEquals(other.Building);

    public override int GetHashCode() => HashCode.Combine(Parked.Count, Skipped.Count);
}
