using Restaurant.Projections.ReadModel;

namespace Restaurant.Projections.Runtime.Parking;

/// <summary>A row of <c>projection_skipped</c>: an event that a projection passes over for ever, and who has decided so.</summary>
internal sealed record SkippedRow
{
    public static readonly ReadTable<SkippedRow> Table = new("projection_skipped", "projection", "ordering");

    public const string Ddl =
        """
        create table if not exists projection_skipped
        (
            projection     text    not null,
            ordering       integer not null,
            persistence_id text    not null,
            version        integer not null,
            error          text,
            skipped_by     text    not null,
            reason         text    not null,
            skipped_at     text    not null,
            primary key (projection, ordering)
        )
        """;

    public required string Projection { get; init; }

    public required long Ordering { get; init; }

    public required string PersistenceId { get; init; }

    public required long Version { get; init; }

    /// <summary>Why it could not be applied.</summary>
    public string? Error { get; init; }

    public required string SkippedBy { get; init; }

    public required string Reason { get; init; }

    public required string SkippedAt { get; init; }
}
