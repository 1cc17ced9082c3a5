using System.Data.Common;
using System.Globalization;
using Dapper;
using Restaurant.Actors.Persistence;
using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Parking;

/// <summary>A row of <c>projection_parked</c>: an event that a projection could not apply, or one that waits behind such a one of the same aggregate.</summary>
public record ParkedEvent
{
    internal static readonly ReadTable<ParkedEvent> Table = new("projection_parked", "projection", "ordering");

    /// <summary>What can be asked: see <see cref="Request"/>.</summary>
    public const string Retry = "retry", Skip = "skip";

    internal const string Ddl =
        """
        create table if not exists projection_parked
        (
            projection     text    not null,
            ordering       integer not null,
            persistence_id text    not null,
            version        integer not null,
            error          text,    -- null: it waits behind an earlier one
            attempts       integer not null,
            parked_at      text    not null,
            request        text,    -- retry or skip
            requested_by   text,
            reason         text,
            primary key (projection, ordering)
        );
        create index if not exists projection_parked_by_aggregate on projection_parked (projection, persistence_id)
        """;

    public required string Projection { get; init; }

    public required long Ordering { get; init; }

    public required string PersistenceId { get; init; }

    public required long Version { get; init; }

    /// <summary>Why it could not be applied; null when it waits behind an earlier one.</summary>
    public string? Error { get; init; }

    /// <summary>How often it was tried, the times before it was parked aside.</summary>
    public long Attempts { get; init; }

    public required string ParkedAt { get; init; }

    /// <summary>What somebody has asked to do with it, and the group has not done yet.</summary>
    public string? Request { get; init; }

    public string? RequestedBy { get; init; }

    /// <summary>Why it is to be skipped.</summary>
    public string? Reason { get; init; }

    public ParkedAggregate Aggregate() => new(Projection, PersistenceId);

    /// <summary>Of each aggregate of which any projection of the group has parked events, the version of the first of them.</summary>
    internal static async Task<IReadOnlyDictionary<string, long>> FirstVersionsAsync(
        DbConnection connection, ProjectionGroup group, SqlDialect sql, CancellationToken cancellation) =>
        (await connection.QueryAsync<(string PersistenceId, long Version)>(new CommandDefinition(
            $"select persistence_id, min(version) from projection_parked where {sql.In("projection", "@names")} group by persistence_id",
            new { names = group.Names },
            cancellationToken: cancellation))).ToDictionary(first => first.PersistenceId, first => first.Version);

    /// <summary>How many events the projections of the group have parked.</summary>
    internal static Task<long> CountAsync(DbConnection connection, DbTransaction? transaction, ProjectionGroup group, SqlDialect sql, CancellationToken cancellation) =>
        connection.QuerySingleAsync<long>(new CommandDefinition(
            $"select count(*) from projection_parked where {sql.In("projection", "@names")}", new { names = group.Names }, transaction, cancellationToken: cancellation));

    /// <summary>The orderings of the events that the projections of the group have parked.</summary>
    internal static async Task<IReadOnlySet<(string Projection, long Ordering)>> OrderingsAsync(
        DbConnection connection, DbTransaction? transaction, ProjectionGroup group, SqlDialect sql, CancellationToken cancellation) =>
        (await connection.QueryAsync<(string, long)>(new CommandDefinition(
            $"select projection, ordering from projection_parked where {sql.In("projection", "@names")}",
            new { names = group.Names },
            transaction,
            cancellationToken: cancellation))).ToHashSet();

    /// <summary>How the event is addressed: <c>orders-1234</c>.</summary>
    public string Address() => string.Create(CultureInfo.InvariantCulture, $"{Projection}-{Ordering}");
}

/// <summary>An event that could not be applied, as those see it who look after it.</summary>
public sealed record ParkedEntry : ParkedEvent
{
    /// <summary>The manifest that it is stored with, or null when its row is gone from the journal.</summary>
    public string? Type { get; init; }

    /// <summary>How many events of the same aggregate wait behind it.</summary>
    public long Waiting { get; init; }
}
