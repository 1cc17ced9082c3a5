namespace Restaurant.Projections.Runtime.Parking;

/// <summary>An aggregate whose events a projection does not take, because it could not apply one of them.</summary>
public readonly record struct ParkedAggregate(string Projection, string PersistenceId);
