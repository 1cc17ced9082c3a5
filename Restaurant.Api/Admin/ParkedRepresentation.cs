using Restaurant.Actors.Aggregates;
using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Api.Admin;

/// <param name="Id">How it is addressed.</param>
/// <param name="Projection">Which projection could not apply it; others have.</param>
/// <param name="PersistenceId">Whose event it is.</param>
/// <param name="Version">Its version.</param>
/// <param name="Ordering">Its place in the journal.</param>
/// <param name="Type">What it is stored as, such as <c>orderPlaced:1</c>; null when its row is gone.</param>
/// <param name="Error">Why it could not be applied.</param>
/// <param name="Attempts">How often it was tried since it was parked, that time included.</param>
/// <param name="Waiting">How many events of the same aggregate wait behind it.</param>
/// <param name="Request"><c>retry</c> or <c>skip</c>, when that was asked and is not done yet.</param>
internal sealed record ParkedRepresentation(
    string Id, string Projection, string PersistenceId, long Version, long Ordering, string? Type, string Error, long Attempts, DateTimeOffset ParkedAt, long Waiting, string? Request)
{
    public static ParkedRepresentation Of(ParkedEntry parked) => new(
        parked.Address(), parked.Projection, parked.PersistenceId, parked.Version, parked.Ordering, parked.Type, parked.Error ?? "", parked.Attempts,
        Timestamps.Parse(parked.ParkedAt), parked.Waiting, parked.Request);
}
