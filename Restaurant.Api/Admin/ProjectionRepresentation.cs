using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <inheritdoc cref="ProjectionStatus"/>
/// <param name="Group">The group that it runs in.</param>
/// <param name="Paused">Whether that is to stand still.</param>
/// <param name="Offset">The last row of the journal that its group has applied.</param>
/// <param name="Head">The last row of the journal.</param>
/// <param name="Lag">How many rows are between them.</param>
/// <param name="OpenGaps">In how many ranges of the rows before the offset the group waits for some that may still turn up.</param>
/// <param name="Rebuild">The tables that are being filled beside the present ones, or null.</param>
/// <param name="Error">Why its group stands still, or null.</param>
internal sealed record ProjectionRepresentation(
    string Name, string Group, int Version, long Generation, bool Serving, bool Paused, long Offset, long Head, long Lag, int OpenGaps, long Parked, long Skipped, RebuildStatus? Rebuild, string? Error)
{
    public static ProjectionRepresentation Of(ProjectionStatus projection) => new(
        projection.Name, projection.Group.Name, projection.Version, projection.Generation, projection.IsServing, projection.Group.Paused, projection.Group.Offset, projection.Group.Head,
        projection.Group.Lag, projection.Group.OpenGaps, projection.Parked, projection.Skipped, projection.Rebuild, projection.Group.Error);
}
