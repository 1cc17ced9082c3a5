using System.Data.Common;
using Dapper;
using Restaurant.Actors.Aggregates;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.Runtime.Rebuilding;

namespace Restaurant.Projections.Runtime;

/// <summary>How each projection is, on whichever node it runs, and the request to build its tables anew.</summary>
public sealed class ProjectionsView(RestaurantDatabase database, ReadModelHealth health, ProjectionCatalog projections, TimeProvider time)
{
    public async Task<IReadOnlyList<ProjectionStatus>> ListAsync(CancellationToken cancellation)
    {
        var groups = (await health.CheckAsync(cancellation)).Groups;
        await using var connection = await database.ConnectAsync(cancellation);
        await using var moment = await database.BeginReadAsync(connection, cancellation);
        var parked = await CountAsync("projection_parked", connection, moment, cancellation);
        var skipped = await CountAsync("projection_skipped", connection, moment, cancellation);
        var all = new List<ProjectionStatus>();
        foreach (var group in projections.All)
        {
            var generations = await GenerationRow.OfAsync(group, connection, moment, cancellation);
            var rebuilds = (await RebuildRow.OfAsync(group, database.Sql, connection, moment, cancellation)).ToDictionary(row => row.Projection);
            var status = groups.Single(found => found.Name == group.Name);
            all.AddRange(group.Projections.Select(projection => new ProjectionStatus(
                projection.Name,
                status,
                projection.Version,
                generations.GetValueOrDefault(projection.Name)?.Generation ?? 0,
                generations.GetValueOrDefault(projection.Name)?.Serves(group) == true,
                parked.GetValueOrDefault(projection.Name),
                skipped.GetValueOrDefault(projection.Name),
                rebuilds.TryGetValue(projection.Name, out var row) ? StatusOf(row, status) : null)));
        }

        return all;
    }

    /// <summary>Has the tables of a projection built anew, beside those that serve. When that is under way already, nothing changes.</summary>
    public async Task RebuildAsync(string projection, string by, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        await new RebuildRow { Projection = projection, RequestedBy = by, RequestedAt = Timestamps.Format(time.GetUtcNow()) }.AskAsync(connection, transaction: null, cancellation);
    }

    private static RebuildStatus StatusOf(RebuildRow row, GroupStatus group) => new(
        group.Offset == 0 ? 0 : Math.Round(100m * row.LedgerOffset / group.Offset, 1),
        row.Events,
        row.EventsPerSecond,
        row.EventsPerSecond == 0 ? null : (long)Math.Ceiling((double)(group.Offset - row.LedgerOffset) / row.EventsPerSecond),
        row.RequestedBy,
        Timestamps.Parse(row.RequestedAt),
        row.Error);

    private static async Task<Dictionary<string, long>> CountAsync(string table, DbConnection connection, DbTransaction moment, CancellationToken cancellation) =>
        (await connection.QueryAsync<(string Projection, long Count)>(new CommandDefinition(
            $"select projection, count(*) from {table} group by projection", transaction: moment, cancellationToken: cancellation))).ToDictionary(row => row.Projection, row => row.Count);
}

/// <param name="Version">Of the rows that this program makes.</param>
/// <param name="Generation">How often its tables were built.</param>
/// <param name="IsServing">Whether its tables hold what its group has applied; else they are built, and those that are there are out of date or empty.</param>
/// <param name="Parked">How many events it could not apply, or wait behind such a one.</param>
/// <param name="Skipped">How many it passes over for ever.</param>
public sealed record ProjectionStatus(
    string Name, GroupStatus Group, int Version, long Generation, bool IsServing, long Parked, long Skipped, RebuildStatus? Rebuild);

/// <param name="Percent">How much of what its group has applied is filled in.</param>
/// <param name="Events">How many events that are.</param>
/// <param name="EventsPerSecond">Of late; 0 before the first ones.</param>
/// <param name="SecondsLeft">At this rate; null when nobody can tell.</param>
/// <param name="Error">Why it does not go on, or null.</param>
public sealed record RebuildStatus(decimal Percent, long Events, long EventsPerSecond, long? SecondsLeft, string RequestedBy, DateTimeOffset RequestedAt, string? Error);
