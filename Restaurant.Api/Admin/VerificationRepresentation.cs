using Restaurant.Projections.Runtime;

namespace Restaurant.Api.Admin;

/// <param name="Events">How many events the tables of all groups are said to hold.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="Differences">How many of them differ from what the events add up to.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record VerificationRepresentation(long Events, long Rows, long Differences, decimal Seconds, IReadOnlyList<VerificationRepresentation.OfGroup> Groups)
{
    public static VerificationRepresentation Of(IReadOnlyList<VerificationResult> results) => new(
        results.Sum(group => group.Events),
        results.Sum(group => group.Rows),
        results.Sum(group => group.Differing),
        Math.Round((decimal)results.Sum(group => group.Seconds), 2),
        [.. results.Select(group => new OfGroup(
            group.Group, group.Events, group.Rows, group.Differing, group.Differences, group.Waiting, group.Parked, group.Skipped, group.Building, Math.Round((decimal)group.Seconds, 2)))]);

    /// <inheritdoc cref="VerificationResult"/>
    /// <param name="Named">The first twenty of the differences.</param>
    internal sealed record OfGroup(
        string Name, long Events, long Rows, long Differences, IReadOnlyList<Difference> Named, long Waiting, long Parked, long Skipped, IReadOnlyList<string> Building, decimal Seconds);
}
