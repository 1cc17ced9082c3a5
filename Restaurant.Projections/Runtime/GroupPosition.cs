namespace Restaurant.Projections.Runtime;

/// <summary>How far a group has come.</summary>
/// <param name="Revision">Counts the group's transactions: whoever does not hold the present one is a second copy, and may not commit.</param>
public sealed record GroupPosition(GapLedger Ledger, long Revision);
