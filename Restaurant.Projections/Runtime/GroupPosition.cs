using Restaurant.Projections.Runtime.Parking;

namespace Restaurant.Projections.Runtime;

/// <summary>How far a group has come.</summary>
/// <param name="Revision">Counts the group's transactions: whoever does not hold the present one is a second copy, and may not commit.</param>
/// <param name="SetAside">What its projections have not taken of what it has come past.</param>
public sealed record GroupPosition(GapLedger Ledger, long Revision, SetAside SetAside);
